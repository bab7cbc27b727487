import type { ProviderStats } from '@tinygenesy/contract';
import { count } from '../../words/numbers.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart.ts';
import { StackedBars } from '../charts/StackedBars.tsx';

const series: readonly ChartSeries[] = [
  { key: 'found', label: 'found', color: 'var(--chart-found)' },
  { key: 'notFound', label: 'no number', color: 'var(--chart-none)' },
  { key: 'error', label: 'failed', color: 'var(--chart-failed)' },
];

/** Steps of a day begin at midnight, and an hour beside it after the clocks were changed. */
const clockChangeMs = 2 * 3_600_000;

/** Sums the steps of the same local day. */
export const outcomesPerDay = (overTime: ProviderStats['overTime'], locale?: string): ChartPoint[] => {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const days = new Map<string, { found: number; notFound: number; error: number }>();
  for (const { at, ...counts } of overTime) {
    const label = format.format(new Date(Date.parse(at) + clockChangeMs));
    const day = days.get(label) ?? { found: 0, notFound: 0, error: 0 };
    days.set(label, {
      found: day.found + counts.found,
      notFound: day.notFound + counts.notFound,
      error: day.error + counts.error,
    });
  }
  return [...days].map(([label, values]) => ({ label, values }));
};

/** Outcomes of a provider’s calls per day. */
export const OutcomesChart = ({ name, overTime }: { name: string; overTime: ProviderStats['overTime'] }) => (
  <StackedBars
    title={`Calls of ${name} per day`}
    labelHeading="Day"
    series={series}
    points={outcomesPerDay(overTime)}
    format={count}
    heightPx={120}
  />
);
