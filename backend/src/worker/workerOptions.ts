import type { NativeConnection, NativeConnectionOptions, WorkerOptions } from '@temporalio/worker';
import type { Database } from '../db/database.ts';
import type { Logger } from '../platform/logger.ts';
import type { BulkJobSteps } from '../workflows/activities/bulkJobs.ts';
import type { EmailSteps } from '../workflows/activities/emailSteps.ts';
import type { LookupSteps } from '../workflows/activities/lookupSteps.ts';
import type { PhoneProviderActivities } from '../workflows/activities/phoneProviders.ts';

export interface WorkersDeps {
  database: Database;
  log: Logger;
  temporal: { address: string; namespace: string; apiKey: string | null; tls: boolean };
  /** Separates the queues of tests that share a server; empty in the product. */
  taskQueuePrefix: string;
  /** Workflow code bundled ahead; null: bundled from source at start (tests, development). */
  workflowBundle: string | null;
  steps: LookupSteps & BulkJobSteps & EmailSteps;
  providers: PhoneProviderActivities;
}

const settleMs = 5_000;
/** Leaves a stop, which must end after 28 seconds, time to save the results of cancelled calls and to end Temporal. */
const longestGraceMs = 20_000;

/** How long a worker that stops waits before it cancels the calls in flight. */
export const graceMs = (callTimeoutMs: number): number => Math.min(callTimeoutMs + settleMs, longestGraceMs);

export function connectionOptions({ address, apiKey, tls }: WorkersDeps['temporal']): NativeConnectionOptions {
  return { address, ...(apiKey !== null && { apiKey }), ...((tls || apiKey !== null) && { tls: true }) };
}

/** The options that all workers of a process share. */
export function workerOptions({ temporal, taskQueuePrefix }: WorkersDeps, connection: NativeConnection, queue: string) {
  return {
    connection,
    namespace: temporal.namespace,
    taskQueue: `${taskQueuePrefix}${queue}`,
    maxHeartbeatThrottleInterval: '500 milliseconds',
    defaultHeartbeatThrottleInterval: '500 milliseconds',
  } satisfies WorkerOptions;
}
