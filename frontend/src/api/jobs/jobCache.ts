import { finalJobStates, type Job, type JobList } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { type Pages, patchPages, replaceIn } from '../patchPages.ts';
import { activeJobsKey, type JobFilter, jobListKey } from './getJobs.ts';
import { jobKey } from './getJob.ts';

export type JobPages = Pages<JobList>;

const selects = ({ kind, state }: JobFilter, job: Job): boolean =>
  (kind === undefined || kind.includes(job.kind)) && (state === undefined || state.includes(job.state));

const isListed = ({ pages }: JobPages, job: Job): boolean =>
  pages.some(({ jobs }) => jobs.some(({ id }) => id === job.id));

/**
 * Updates a job in the pages of a list, and adds a new one that the list's filter selects. A listed job stays when the
 * filter no longer selects it, because the user may be about to click it.
 */
export const patchJobPages = (data: JobPages, job: Job, filter: JobFilter = {}): JobPages => {
  if (!isListed(data, job) && !selects(filter, job)) return data;
  return patchPages(
    data,
    job,
    (page) => page.jobs,
    (page, jobs) => ({ ...page, jobs }),
  );
};

/** Updates, adds or, after its end, removes a job in the list of unfinished jobs. */
export const patchActiveJobs = (list: JobList, job: Job): JobList => {
  if (finalJobStates.includes(job.state)) return { ...list, jobs: list.jobs.filter(({ id }) => id !== job.id) };
  const known = list.jobs.some(({ id }) => id === job.id);
  return { ...list, jobs: known ? replaceIn(list.jobs, job) : [job, ...list.jobs] };
};

/** Updates jobs wherever the cache has an older state of them. */
export const putJobs = (client: QueryClient, jobs: readonly Job[]): void => {
  for (const job of jobs) {
    for (const [key, data] of client.getQueriesData<JobPages>({ queryKey: jobListKey })) {
      if (data !== undefined) client.setQueryData<JobPages>(key, patchJobPages(data, job, key[2] as JobFilter));
    }
    client.setQueryData<JobList>(activeJobsKey, (list) =>
      list === undefined ? undefined : patchActiveJobs(list, job),
    );
    client.setQueryData<Job>(jobKey(job.id), job);
  }
};
