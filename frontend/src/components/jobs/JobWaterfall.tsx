import { Text } from '@mantine/core';
import type { Job, JobProvider } from '@tinygenesy/contract';
import { jobDone } from '../../words/job.ts';
import { money } from '../../words/money.ts';
import { count, leadsWord } from '../../words/numbers.ts';
import { FunnelBar } from '../charts/FunnelBar.tsx';
import classes from '../charts/FunnelTable.module.css';
import { SpendingGauge } from '../charts/SpendingGauge.tsx';

const askedOf = ({ found, notFound, failed }: JobProvider): number => found + notFound + failed;

type RowProps = { provider: JobProvider; total: number; currency: string };

const Row = ({ provider, total, currency }: RowProps) => {
  const { name, found, notFound, failed, free, costMicros } = provider;
  const cell = (word: string, value: string) => (
    <td className={`${classes['number']} tnum`}>
      <span className={classes['short']}>{word} </span>
      {value}
    </td>
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={`${classes['bar']} tnum`}>
        <FunnelBar
          total={total}
          parts={[
            { key: 'found', count: found, color: 'var(--chart-found)' },
            { key: 'notFound', count: notFound, color: 'var(--chart-none)' },
            { key: 'failed', count: failed, color: 'var(--chart-failed)' },
          ]}
        />
        {leadsWord(askedOf(provider))}
        {free > 0 ? (
          <span className={classes['note']}>{count(free)} free: saved answers, or paid by another lookup</span>
        ) : null}
      </td>
      {cell('Found', count(found))}
      {cell('Not found', count(notFound))}
      {cell('Failed', count(failed))}
      {cell('Charged', money(costMicros, currency))}
    </tr>
  );
};

const headings = ['Found', 'Not found', 'Failed', 'Charged'];

/** What came of a phone lookup at each provider, and its cost against its limit. */
export const JobWaterfall = ({ job, currency }: { job: Job; currency: string }) => {
  const { providers } = job;
  const gauge = <SpendingGauge spentMicros={job.costMicros} limitMicros={job.maxCostMicros} currency={currency} />;
  if (providers === null || providers.length === 0) {
    return (
      <>
        <Text size="xs" c="dimmed">
          {providers === null
            ? 'Results by provider are not known: the job was started by an earlier version.'
            : 'No provider has a result yet.'}
        </Text>
        {gauge}
      </>
    );
  }
  const total = Math.max(jobDone(job), ...providers.map(askedOf));
  return (
    <>
      <div className={classes['box']}>
        <table className={classes['table']} aria-label={`Results by provider of ${job.title}`}>
          <thead>
            <tr>
              <th scope="col">Provider</th>
              <th scope="col">Asked</th>
              {headings.map((heading) => (
                <th key={heading} scope="col" className={classes['number']}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {providers.map((provider) => (
              <Row key={provider.provider} provider={provider} total={total} currency={currency} />
            ))}
          </tbody>
        </table>
      </div>
      {gauge}
    </>
  );
};
