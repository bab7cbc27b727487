import { Context } from '@temporalio/activity';
import { advanceJob, type AdvanceDeps } from '../../jobs/advanceJob.ts';
import type { StepResult } from '../../jobs/jobKind.ts';

export type { StepResult };

export interface BulkJobSteps {
  /** Does the next step of a job, from the current state of its rows. */
  advanceJob(jobId: number): Promise<StepResult>;
}

const heartbeatMs = 1_000;

/** The step of every job, with heartbeats that report its position. */
export function bulkJobSteps(deps: AdvanceDeps): BulkJobSteps {
  return {
    async advanceJob(jobId) {
      const context = Context.current();
      let position: number | undefined;
      const reached = (next: number): void => void (position = next);
      const heartbeat = setInterval(() => context.heartbeat(position), heartbeatMs);
      try {
        const step = { signal: context.cancellationSignal, attempt: context.info.attempt, reached };
        return await advanceJob(deps, jobId, step);
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}
