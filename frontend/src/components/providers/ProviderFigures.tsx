import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { Provider, ProviderStats } from '@tinygenesy/contract';
import { type StatsSpan, useProviderStats } from '../../api/providers/getProviderStats.ts';
import { money } from '../../words/money.ts';
import { count, percent } from '../../words/numbers.ts';
import { durationWords } from '../../words/time.ts';
import { enoughCalls } from '../../words/usage.ts';
import { OutcomesChart } from './OutcomesChart.tsx';

const enoughForTail = 20;

type FigureProps = { label: string; value: string; isEnough?: boolean; title?: string };

const Figure = ({ label, value, isEnough = true, title }: FigureProps) => (
  <div role="group" aria-label={label} title={title}>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text size="sm" className="tnum" {...(isEnough ? {} : { c: 'dimmed' })}>
      {isEnough ? value : 'Not enough calls yet'}
    </Text>
  </div>
);

const latency = (ms: number | null): string => (ms === null ? '—' : durationWords(ms));

const Figures = ({ stats, currency }: { stats: ProviderStats; currency: string }) => {
  const answered = stats.found + stats.notFound;
  const { unique, shared } = stats.uniqueFinds;
  return (
    <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs" verticalSpacing={4}>
      <Figure label="Calls" value={count(stats.calls)} />
      <Figure label="Match rate" value={percent(stats.hitRate ?? 0)} isEnough={answered >= enoughCalls} />
      <Figure
        label="Cost per number"
        value={stats.costPerFindMicros === null ? 'No number found' : money(stats.costPerFindMicros, currency)}
        isEnough={answered >= enoughCalls}
      />
      <Figure label="Median time" value={latency(stats.p50Ms)} isEnough={stats.calls >= enoughCalls} />
      <Figure label="95th percentile" value={latency(stats.p95Ms)} isEnough={stats.calls >= enoughForTail} />
      <Figure
        label="Unique finds"
        title="Leads with a number of this provider, where other providers were asked and had none"
        value={`${count(unique)} of ${count(unique + shared)} compared`}
        isEnough={unique + shared >= enoughCalls}
      />
      <Figure label="Spent" value={money(stats.costMicros, currency)} />
    </SimpleGrid>
  );
};

const Failures = ({ errors }: Pick<ProviderStats, 'errors'>) =>
  errors.length === 0 ? null : (
    <Text size="xs" c="dimmed">
      Failed: {errors.map((error) => `${count(error.count)} × ${error.reason.text}`).join(' · ')}
    </Text>
  );

type ProviderFiguresProps = { provider: Pick<Provider, 'id' | 'name'>; days: StatsSpan; currency: string };

/** A provider’s figures of the last days, and its outcomes over time. */
export const ProviderFigures = ({ provider, days, currency }: ProviderFiguresProps) => {
  const stats = useProviderStats(provider.id, days);
  if (stats.data === undefined) {
    return (
      <Text size="xs" c="dimmed">
        {stats.isError ? 'Couldn’t load the statistics.' : 'Loading statistics…'}
      </Text>
    );
  }
  if (stats.data.calls === 0) {
    return (
      <Text size="xs" c="dimmed">
        No calls in the last {days} days.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Figures stats={stats.data} currency={currency} />
      <Failures errors={stats.data.errors} />
      <OutcomesChart name={provider.name} overTime={stats.data.overTime} />
    </Stack>
  );
};
