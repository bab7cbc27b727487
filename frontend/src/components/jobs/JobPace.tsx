import { Text } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useJobPace } from '../../api/jobs/getJobPace.ts';
import { count } from '../../words/numbers.ts';
import { paceLabels, paceTitle } from '../../words/pace.ts';
import { StackedBars } from '../charts/StackedBars.tsx';

const series = [
  { key: 'found', label: 'found', color: 'var(--chart-found)' },
  { key: 'other', label: 'without a number', color: 'var(--chart-none)' },
];

/** The leads of a phone lookup that were done over its time. Absent for a job of a minute. */
export const JobPace = ({ job }: { job: Job }) => {
  const { data } = useJobPace(job);
  if (data === undefined || data.points.length < 2) return null;
  const labels = paceLabels(data.points.map(({ at }) => at));
  const title = paceTitle(data.minutesPerPoint);
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" aria-hidden>
        {title}
      </Text>
      <StackedBars
        title={title}
        labelHeading="From"
        series={series}
        points={data.points.map(({ found, other }, index) => ({
          label: labels[index] ?? '',
          values: { found, other },
        }))}
        format={(value) => count(value)}
        heightPx={120}
      />
    </div>
  );
};
