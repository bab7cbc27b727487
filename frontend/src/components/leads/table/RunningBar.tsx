import { Progress } from '@mantine/core';
import type { Job, JobKind } from '@tinygenesy/contract';
import { useActiveJobs } from '../../../api/jobs/getJobs.ts';
import { isFinal, isStopped, jobDone, jobSegments } from '../../../words/job.ts';
import { count } from '../../../words/numbers.ts';
import stopped from '../../jobs/Stopped.module.css';
import classes from './LeadsTable.module.css';

/** The columns that jobs fill. */
const jobsOfColumn: Record<string, { kind: JobKind; done: string }> = {
  phone: { kind: 'phone_lookup', done: 'looked up' },
  email: { kind: 'email_verification', done: 'verified' },
};

const JobsBar = ({ kind, done }: { kind: JobKind; done: string }) => {
  const { data } = useActiveJobs();
  const jobs = (data?.jobs ?? []).filter((job) => job.kind === kind && job.state !== 'preparing' && !isFinal(job));
  if (jobs.length === 0) return null;
  const all = { kind, counts: {} as Job['counts'], asking: 0, total: 0 };
  for (const job of jobs) {
    all.total += job.total ?? 0;
    all.asking += job.asking;
    for (const [key, value] of Object.entries(job.counts)) all.counts[key] = (all.counts[key] ?? 0) + value;
  }
  const isAllStopped = jobs.every(isStopped);
  const label = `${isAllStopped ? 'Stopped: ' : ''}${count(jobDone(all))} of ${count(all.total)} leads ${done}`;
  return (
    <Progress.Root
      size={3}
      radius={0}
      className={`${classes['headBar']} ${isAllStopped ? stopped['hatched'] : ''}`}
      role="img"
      aria-label={label}
      title={label}
    >
      {jobSegments(all).map(({ key, share, color }) => (
        <Progress.Section key={key} value={share * 100} color={color} withAria={false} />
      ))}
    </Progress.Root>
  );
};

/** The progress of all unfinished jobs that fill a column, by outcome, below the column's head. */
export const RunningBar = ({ columnId }: { columnId: string }) => {
  const jobs = jobsOfColumn[columnId];
  return jobs === undefined ? null : <JobsBar {...jobs} />;
};
