import { condition, continueAsNew, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BulkJobSteps } from './activities/bulkJobs.ts';
import { historyIsLong } from './historyIsLong.ts';
import { jobChanged } from './signals.ts';

const { advanceJob } = proxyActivities<BulkJobSteps>({
  startToCloseTimeout: '2 minutes',
  // The step of a killed process is taken over after this time.
  heartbeatTimeout: '8 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds', maximumAttempts: 100 },
});

const lookEveryMs = 5_000;
const soonMs = 300;

/**
 * Runs a job to its end: each step is an activity that reads the job's rows and does the next batch.
 * The workflow ends when the job is final, paused or on hold. Resuming the job starts it again.
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
