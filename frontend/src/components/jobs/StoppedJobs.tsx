import { useActiveJobs } from '../../api/jobs/getJobs.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { isStopped } from '../../words/job.ts';
import { loadLater } from '../shell/loadLater.tsx';

const StoppedJob = loadLater(async () => (await import('./StoppedJob.tsx')).StoppedJob);

/** One line for each job that waits for a person, above the leads that wait with it. */
export const StoppedJobs = () => {
  const jobs = (useActiveJobs().data?.jobs ?? []).filter(isStopped);
  const { data: meta } = useMeta();
  return jobs.map((job) => <StoppedJob key={job.id} job={job} currency={meta?.currency ?? 'EUR'} />);
};
