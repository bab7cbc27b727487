import type { JobRetry, RetriedItems } from '@tinygenesy/contract';
import { readJobs } from './readJobs.ts';
import { estimateRetry, retryJob } from './retryJob.ts';
import type { StartJobDeps } from './newLeadJob.ts';
import { type SteerDeps, steerJob } from './steerJob.ts';

export type Jobs = ReturnType<typeof createJobs>;

/** Reads and steers jobs of any kind. */
export function createJobs(deps: SteerDeps & StartJobDeps) {
  return {
    ...readJobs(deps),
    cancel: (id: number) => steerJob(deps, id, 'cancel'),
    pause: (id: number) => steerJob(deps, id, 'pause'),
    /** @param maxCostMicros a new spending limit; undefined leaves it */
    resume: (id: number, maxCostMicros: number | undefined) => steerJob(deps, id, 'resume', maxCostMicros),
    retry: (id: number, what: JobRetry) => retryJob(deps, id, what),
    estimateRetry: (id: number, items: RetriedItems) => estimateRetry(deps, id, items),
  };
}
