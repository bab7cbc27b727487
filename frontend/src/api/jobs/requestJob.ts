import { type Job, jobSchema } from '@tinygenesy/contract';
import { request, type RequestOptions } from '../http.ts';
import { newestJob } from '../newest.ts';

/** Requests a route that answers with a job. A short job may end, with its events, before the answer comes. */
export const requestJob = async (path: string, options: Omit<RequestOptions<Job>, 'schema'> = {}): Promise<Job> => {
  const sentAtMs = Date.now();
  return newestJob(await request(path, { ...options, schema: jobSchema }), sentAtMs);
};
