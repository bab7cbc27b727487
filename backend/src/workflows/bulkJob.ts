import { condition, continueAsNew, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BulkJobSteps } from './activities/bulkJobs.ts';
import { historyIsLong } from './historyIsLong.ts';
import { jobChanged } from './signals.ts';

const { advanceJob } = proxyActivities<BulkJobSteps>({
  startToCloseTimeout: '2 minutes',
  // A turn of a killed process is taken over after so long.
  heartbeatTimeout: '8 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds', maximumAttempts: 100 },
});

const lookEveryMs = 5_000;
const soonMs = 300;

/**
 * Carries a job to its end: each turn an activity re-reads the job's rows and does what is next.
 * It ends when the job is final, and also when it is paused or on hold: going on starts it again.
 */
export async function bulkJob(jobId: number): Promise<void> {
  let changed = false;
  setHandler(jobChanged, () => {
    changed = true;
  });
  while (!historyIsLong()) {
    changed = false;
    const next = await advanceJob(jobId);
    if (next === 'more') continue;
    if (next === 'rest' && !changed) return;
    await condition(() => changed, next === 'soon' ? soonMs : lookEveryMs);
  }
  await continueAsNew<typeof bulkJob>(jobId);
}
