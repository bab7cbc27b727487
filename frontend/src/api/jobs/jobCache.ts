import { finalJobStates, type Job, type JobList } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { type Pages, patchPages, replaceIn } from '../patchPages.ts';
import { activeJobsKey, jobListKey } from './getJobs.ts';
import { jobKey } from './getJob.ts';

export type JobPages = Pages<JobList>;

/** Updates a job in the pages of the list. */
export const patchJobPages = (data: JobPages, job: Job): JobPages =>
  patchPages(
    data,
    job,
    (page) => page.jobs,
    (page, jobs) => ({ ...page, jobs }),
  );

/** Updates, adds or, after its end, removes a job in the list of unfinished jobs. */
export const patchActiveJobs = (list: JobList, job: Job): JobList => {
  if (finalJobStates.includes(job.state)) return { ...list, jobs: list.jobs.filter(({ id }) => id !== job.id) };
  const known = list.jobs.some(({ id }) => id === job.id);
  return { ...list, jobs: known ? replaceIn(list.jobs, job) : [job, ...list.jobs] };
};

/** Updates jobs wherever the cache has an older state of them. */
export const putJobs = (client: QueryClient, jobs: readonly Job[]): void => {
  for (const job of jobs) {
    client.setQueryData<JobPages>(jobListKey, (data) => (data === undefined ? undefined : patchJobPages(data, job)));
    client.setQueryData<JobList>(activeJobsKey, (list) =>
      list === undefined ? undefined : patchActiveJobs(list, job),
    );
    client.setQueryData<Job>(jobKey(job.id), job);
  }
};
