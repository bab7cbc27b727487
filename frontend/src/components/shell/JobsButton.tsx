import { Button } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useActiveJobs } from '../../api/jobs/getJobs.ts';
import { jobDone } from '../../words/job.ts';
import { dockElementId, focusDock, useDock } from '../jobs/dock/dockState.ts';

const radius = 9.5;

/** A ring that fills from the top. */
const Ring = ({ share }: { share: number }) => (
  <svg width={22} height={22} fill="none" strokeWidth={3} aria-hidden>
    <circle cx={11} cy={11} r={radius} stroke="var(--line)" />
    <circle
      cx={11}
      cy={11}
      r={radius}
      stroke="var(--mantine-primary-color-filled)"
      strokeDasharray={`${share * 2 * Math.PI * radius} 100`}
      transform="rotate(-90 11 11)"
    />
  </svg>
);

/** Opens the dock with the jobs. A ring shows the progress of all active jobs. */
export const JobsButton = () => {
  const { data } = useActiveJobs();
  const { isShown } = useDock();
  const jobs = data?.jobs ?? [];
  const total = jobs.reduce((sum, job) => sum + (job.total ?? 0), 0);
  const done = jobs.reduce((sum, job) => sum + jobDone(job), 0);
  const share = total === 0 ? 0 : done / total;
  const label =
    jobs.length === 0 ? 'Jobs: none running' : `Jobs: ${jobs.length} not finished, ${Math.floor(share * 100)} % done`;
  return (
    <Button
      size="xs"
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      aria-expanded={isShown}
      aria-controls={isShown ? dockElementId : undefined}
      onClick={focusDock}
      leftSection={jobs.length === 0 ? <IconStack2 size={16} /> : <Ring share={share} />}
    >
      {jobs.length === 0 ? 'Jobs' : `Jobs ${jobs.length}`}
    </Button>
  );
};
