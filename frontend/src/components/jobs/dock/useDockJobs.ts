import type { Job } from '@tinygenesy/contract';
import { useActiveJobs, useJobs } from '../../../api/jobs/getJobs.ts';
import { isFinal } from '../../../words/job.ts';

const mostShown = 6;
/** Shown when all jobs were seen before and the user opens the dock. */
const recentShown = 2;

/**
 * Returns the jobs for the dock, newest first: unfinished ones and ended ones that were not seen yet; if there are none,
 * the most recent ones.
 */
export const dockJobs = (jobs: readonly Job[], clearedThrough: number): readonly Job[] => {
  const fresh = jobs.filter((job) => !isFinal(job) || job.id > clearedThrough);
  return fresh.length === 0 ? jobs.slice(0, recentShown) : fresh.slice(0, mostShown);
};

/** The query of the jobs, and the jobs that the dock shows. */
export const useDockJobs = (clearedThrough: number) => {
  const query = useJobs();
  const active = useActiveJobs().data?.jobs ?? [];
  const listed = query.data?.pages[0]?.jobs ?? [];
  // A job that was just started is active before it is in the list.
  const known = new Set(listed.map(({ id }) => id));
  const all = [...active.filter(({ id }) => !known.has(id)), ...listed].sort((a, b) => b.id - a.id);
  return { query, jobs: dockJobs(all, clearedThrough) };
};
