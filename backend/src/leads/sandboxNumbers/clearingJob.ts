import type { Job } from '@tinygenesy/contract';
import type { JobKind } from '../../jobs/jobKind.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { workThroughLeads } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import { clearNumbers, withSandboxNumber } from './clearSandboxNumbers.ts';

const firstSize = 500;

/** Starts a job that removes all sandbox numbers. */
export function startClearing(deps: StartJobDeps): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, withSandboxNumber, async () => ({
    kind: 'sandbox_clearing',
    title: (leads) => `Remove the sandbox numbers of ${leads}`,
    items: {},
    request: {},
    now,
  }));
}

/** Jobs that remove sandbox numbers. */
export const clearingJobKind = (deps: StartJobDeps & { clock: Clock }): JobKind => ({
  name: 'sandbox_clearing',
  advance: (job) =>
    workThroughLeads(deps, job, {
      firstSize,
      change: (sql, ids, now) => clearNumbers(sql, ids, `job:${job.id}`, now),
      changed: 'cleared',
      unchanged: { state: 'unchanged', reason: null },
    }),
});
