import { Context } from '@temporalio/activity';
import { advanceJob, type AdvanceDeps } from '../../jobs/advanceJob.ts';
import type { JobTurn } from '../../jobs/jobKind.ts';

export type { JobTurn };

export interface BulkJobSteps {
  /** Does what is next for a job, as its rows say at this moment. */
  advanceJob(jobId: number): Promise<JobTurn>;
}

const heartbeatMs = 1_000;

/** The step of every job, with heartbeats that carry how far it is. */
export function bulkJobSteps(deps: AdvanceDeps): BulkJobSteps {
  return {
    async advanceJob(jobId) {
      const context = Context.current();
      let position: number | undefined;
      const reached = (next: number): void => void (position = next);
      const heartbeat = setInterval(() => context.heartbeat(position), heartbeatMs);
      try {
        const turn = { signal: context.cancellationSignal, attempt: context.info.attempt, reached };
        return await advanceJob(deps, jobId, turn);
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}
