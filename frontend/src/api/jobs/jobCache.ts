import { finalJobStates, type Job, type JobList } from '@tinygenesy/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { activeJobsKey, jobListKey } from './getJobs.ts';
import { jobKey } from './getJob.ts';

export type JobPages = InfiniteData<JobList, string | null>;

const replaceIn = (jobs: readonly Job[], job: Job): Job[] => jobs.map((known) => (known.id === job.id ? job : known));

/** The pages with this job in its place, or in front when it is newer than all we know. */
export const patchJobPages = (data: JobPages, job: Job): JobPages => {
  const [first, ...rest] = data.pages;
  if (first === undefined) return data;
  if (data.pages.some((page) => page.jobs.some(({ id }) => id === job.id))) {
    return { ...data, pages: data.pages.map((page) => ({ ...page, jobs: replaceIn(page.jobs, job) })) };
  }
  const newestKnown = first.jobs[0];
  if (newestKnown !== undefined && newestKnown.id > job.id) return data;
  return { ...data, pages: [{ ...first, jobs: [job, ...first.jobs] }, ...rest] };
};

/** The unfinished jobs with this one in its place, added, or gone when it is over. */
export const patchActiveJobs = (list: JobList, job: Job): JobList => {
  if (finalJobStates.includes(job.state)) return { ...list, jobs: list.jobs.filter(({ id }) => id !== job.id) };
  const known = list.jobs.some(({ id }) => id === job.id);
  return { ...list, jobs: known ? replaceIn(list.jobs, job) : [job, ...list.jobs] };
};

/** Puts later states of jobs wherever the cache shows them. */
export const putJobs = (client: QueryClient, jobs: readonly Job[]): void => {
  for (const job of jobs) {
    client.setQueryData<JobPages>(jobListKey, (data) => (data === undefined ? undefined : patchJobPages(data, job)));
    client.setQueryData<JobList>(activeJobsKey, (list) =>
      list === undefined ? undefined : patchActiveJobs(list, job),
    );
    client.setQueryData<Job>(jobKey(job.id), job);
  }
};
