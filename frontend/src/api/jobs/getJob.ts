import { type Job, jobSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';
import { newestJob } from '../newest.ts';

export const jobKey = (id: number) => ['jobs', 'one', id] as const;
export const getJob = async (id: number, signal?: AbortSignal): Promise<Job> => {
  const sentAtMs = Date.now();
  const job = await request(`/jobs/${id}`, { schema: jobSchema, signal });
  return newestJob(job, sentAtMs);
};

export const jobOptions = (id: number) =>
  queryOptions({ queryKey: jobKey(id), queryFn: ({ signal }) => getJob(id, signal) });
export const useJob = (id: number) => useQuery(jobOptions(id));
