import { Button, RingProgress } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useActiveJobs } from '../../api/jobs/getJobs.ts';
import { jobDone } from '../../words/job.ts';
import { dockElementId, focusDock, useDock } from '../jobs/dock/dockState.ts';

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
      leftSection={
        jobs.length === 0 ? (
          <IconStack2 size={16} />
        ) : (
          <RingProgress size={22} thickness={3} sections={[{ value: share * 100, color: 'indigo' }]} aria-hidden />
        )
      }
    >
      {jobs.length === 0 ? 'Jobs' : `Jobs ${jobs.length}`}
    </Button>
  );
};
