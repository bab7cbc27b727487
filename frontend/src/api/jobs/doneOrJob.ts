import { type Job, jobSchema } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import type { Schema } from '../http.ts';
import { putJobs } from './jobCache.ts';
import { tellStarted } from './startedJobs.ts';

/** Result for a small set, or the job for a larger set. */
export type DoneOrJob<Done> = { kind: 'done'; result: Done } | { kind: 'job'; job: Job };

/** Schema of a response that is a result or a job. */
export const doneOrJob = <Done>(doneSchema: Schema<Done>): Schema<DoneOrJob<Done>> => ({
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
