import { type Job, jobSchema } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import type { Schema } from '../http.ts';
import { putJobs } from './jobCache.ts';

/** Small sets are done with the answer, larger ones by a job. */
export type DoneOrJob<Done> = { kind: 'done'; result: Done } | { kind: 'job'; job: Job };

/** Reads an answer that is a result or a job. */
export const doneOrJob = <Done>(doneSchema: Schema<Done>): Schema<DoneOrJob<Done>> => ({
  safeParse: (value) => {
    const done = doneSchema.safeParse(value);
    if (done.success) return { success: true, data: { kind: 'done', result: done.data } };
    const job = jobSchema.safeParse(value);
    return job.success ? { success: true, data: { kind: 'job', job: job.data } } : { success: false };
  },
});

/** Shows the job of such an answer at once. */
export const putIfJob = (client: QueryClient, answer: DoneOrJob<unknown>): void => {
  if (answer.kind === 'job') putJobs(client, [answer.job]);
};
