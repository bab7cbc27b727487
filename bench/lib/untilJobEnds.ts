import { setTimeout as sleep } from 'node:timers/promises';
import { finalJobStates, type Job } from '@tinygenesy/contract';
import type { ProductApi } from '../../backend/src/testing/productApi.ts';

const pollMs = 200;

/** Waits for the end of a job. @throws when the job has not ended after `timeoutMs` */
export async function untilJobEnds(api: ProductApi, jobId: number, timeoutMs: number): Promise<Job> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    const job = await api.readJob(jobId);
    if (finalJobStates.includes(job.state)) return job;
    if (performance.now() > untilMs) {
      throw new Error(`Job ${jobId} is ${job.state} after ${timeoutMs / 1_000} s: ${JSON.stringify(job.counts)}`);
    }
    await sleep(pollMs);
  }
}
