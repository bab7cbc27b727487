import type { Job } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { requestJob } from './requestJob.ts';

export const jobKey = (id: number) => ['jobs', 'one', id] as const;
export const getJob = (id: number, signal?: AbortSignal): Promise<Job> => requestJob(`/jobs/${id}`, { signal });

export const jobOptions = (id: number) =>
  queryOptions({ queryKey: jobKey(id), queryFn: ({ signal }) => getJob(id, signal) });
export const useJob = (id: number) => useQuery(jobOptions(id));
