import { type Job, jobSchema } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { request, type RequestOptions, type Schema } from '../http.ts';
import { newestJob } from '../newest.ts';
import { putJobs } from './jobCache.ts';
import { tellStarted } from './startedJobs.ts';

/** Result for a small set, or the job for a larger set. */
export type DoneOrJob<Done> = { kind: 'done'; result: Done } | { kind: 'job'; job: Job };

/** Requests a route that answers with a result or a job. A short job may end, with its events, before the answer comes. */
export const requestDoneOrJob = async <Done>(
  path: string,
  doneSchema: Schema<Done>,
  options: Omit<RequestOptions<DoneOrJob<Done>>, 'schema'>,
): Promise<DoneOrJob<Done>> => {
  const sentAtMs = Date.now();
  const answer = await request(path, { ...options, schema: doneOrJob(doneSchema) });
  return answer.kind === 'done' ? answer : { kind: 'job', job: newestJob(answer.job, sentAtMs) };
};

const doneOrJob = <Done>(doneSchema: Schema<Done>): Schema<DoneOrJob<Done>> => ({
  safeParse: (value) => {
    const done = doneSchema.safeParse(value);
    if (done.success) return { success: true, data: { kind: 'done', result: done.data } };
    const job = jobSchema.safeParse(value);
    return job.success ? { success: true, data: { kind: 'job', job: job.data } } : { success: false };
  },
});

/** Puts the job of such a response into the cache, and tells that it started. */
export const putIfJob = (client: QueryClient, answer: DoneOrJob<unknown>): void => {
  if (answer.kind !== 'job') return;
  putJobs(client, [answer.job]);
  tellStarted(answer.job);
};
