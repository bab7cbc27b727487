import {
  finalJobStates,
  type Job,
  type JobKind,
  type JobList,
  jobListSchema,
  type JobState,
  jobStates,
} from '@tinygenesy/contract';
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { newestJob } from '../newest.ts';

export const jobListKey = ['jobs', 'list'] as const;
export const activeJobsKey = ['jobs', 'active'] as const;
const activeJobStates = jobStates.filter((state) => !finalJobStates.includes(state));

/** Empty: all jobs. */
export type JobFilter = { kind?: readonly JobKind[]; state?: readonly JobState[] };

export const getJobs = async (
  query: JobFilter & { limit: number; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<JobList> => {
  const sentAtMs = Date.now();
  const list = await request(`/jobs${queryString(query)}`, {
    schema: jobListSchema,
    signal,
  });
  return { ...list, jobs: list.jobs.map((job) => newestJob(job, sentAtMs)) };
};

/** Refetch interval during phone lookups: calls start and end between the events of a job. */
const refreshMs = 5_000;
const isLookingUp = ({ kind, counts }: Job): boolean => kind === 'phone_lookup' && (counts['running'] ?? 0) > 0;

/** Pages of the jobs that a filter selects, newest first. */
const jobsOptions = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: [...jobListKey, filter] as const,
    queryFn: ({ pageParam, signal }) => getJobs({ ...filter, limit: 30, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
const allJobs: JobFilter = {};
export const useJobs = (filter: JobFilter = allJobs) =>
  useInfiniteQuery({
    ...jobsOptions(filter),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ jobs }) => jobs.some(isLookingUp)) === true ? refreshMs : false,
  });

/** Unfinished jobs, for the progress ring in the header and the bar above the phone column. */
export const activeJobsOptions = queryOptions({
  queryKey: activeJobsKey,
  queryFn: ({ signal }) => getJobs({ limit: 50, state: activeJobStates }, signal),
});
export const useActiveJobs = () => useQuery(activeJobsOptions);
