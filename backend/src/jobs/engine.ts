import {
  Client,
  Connection,
  isRetryableError,
  makeGrpcRetryInterceptor,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Logger } from '../platform/logger.ts';
import type { bulkJob } from '../workflows/bulkJob.ts';
import type { emailRechecks } from '../workflows/emailRechecks.ts';
import type { phoneLookup } from '../workflows/phoneLookup.ts';

/** The queue of workflows and of the activities that don't call providers; a provider's has its id behind this name. */
export const mainTaskQueue = 'tinygenesy';

export interface EngineOptions {
  address: string;
  namespace: string;
  apiKey: string | null;
  tls: boolean;
  /** Sets tests apart that share a server; empty in the product. */
  taskQueuePrefix: string;
  log: Logger;
}

/** Starts and wakes workflows. What can't be said to an engine that is away is said again by the reconciler. */
export interface Engine {
  state(): 'up' | 'away';
  /** Starts a lead's lookup, or tells the one that runs to look again. */
  wakeLookup(leadId: number, wish: { person: boolean; fairnessKey: string }): Promise<void>;
  /** Starts a job's workflow, or tells the one that runs to look again. */
  wakeJob(jobId: number): Promise<void>;
  /** Starts asking again about e-mails whose timers have run out, unless that is under way. */
  wakeRechecks(): Promise<void>;
  /** False also when it never was. @throws when the engine is away */
  isLookupRunning(leadId: number): Promise<boolean>;
  close(): Promise<void>;
}

export const lookupWorkflowId = (leadId: number): string => `phone-lookup-${leadId}`;
const recheckWorkflowId = 'email-rechecks';
export const jobWorkflowId = (jobId: number): string => `job-${jobId}`;

const callTimeoutMs = 5_000;
const longestRetryPauseMs = 500;
const healthEveryMs = 2_000;

/** Connects to Temporal; does not fail when it is away. */
export function connectEngine(options: EngineOptions): Engine {
  const { log, taskQueuePrefix } = options;
  let closed = false;
  const connection = Connection.lazy({
    address: options.address,
    ...(options.apiKey !== null && { apiKey: options.apiKey }),
    ...((options.tls || options.apiKey !== null) && { tls: true }),
    // Else it would be looked for only every two minutes after a long absence.
    channelArgs: { 'grpc.max_reconnect_backoff_ms': healthEveryMs },
    interceptors: [
      makeGrpcRetryInterceptor({
        retryableDecider: (_attempt, status) => !closed && isRetryableError(status),
        delayFunction: (attempt) => Math.min(longestRetryPauseMs, 100 * attempt),
      }),
    ],
  });
  const client = new Client({ connection, namespace: options.namespace });
  const id = (plain: string): string => `${taskQueuePrefix}${plain}`;
  let state: 'up' | 'away' = 'away';
  const underWay = new Set<Promise<unknown>>();

  async function call<T>(work: () => Promise<T>): Promise<T> {
    const answer = connection.withDeadline(Date.now() + callTimeoutMs, work);
    underWay.add(answer);
    try {
      const result = await answer;
      state = 'up';
      return result;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) state = 'away';
      throw error;
    } finally {
      underWay.delete(answer);
    }
  }

  /** A wake that fails is no fault of the caller's: the reconciler repeats it. */
  async function wake(what: string, work: () => Promise<unknown>): Promise<void> {
    if (closed) return;
    try {
      await call(work);
    } catch (error) {
      if (closed) return;
      log.warn({ err: error, what }, 'the engine did not take a wake; the reconciler will repeat it');
    }
  }

  const checkHealth = (): void => {
    call(() => connection.workflowService.getSystemInfo({})).catch((error: unknown) => {
      log.debug({ err: error }, 'the engine is away');
    });
  };
  checkHealth();
  const health = setInterval(checkHealth, healthEveryMs);

  return {
    state: () => state,

    wakeLookup: (leadId, { person, fairnessKey }) =>
      wake(lookupWorkflowId(leadId), () =>
        client.workflow.signalWithStart<typeof phoneLookup>('phoneLookup', {
          workflowId: id(lookupWorkflowId(leadId)),
          taskQueue: id(mainTaskQueue),
          args: [leadId],
          signal: 'wantsChanged',
          signalArgs: [],
          workflowTaskTimeout,
          priority: { priorityKey: person ? 1 : 3, fairnessKey },
        }),
      ),

    wakeJob: (jobId) =>
      wake(jobWorkflowId(jobId), () =>
        client.workflow.signalWithStart<typeof bulkJob>('bulkJob', {
          workflowId: id(jobWorkflowId(jobId)),
          taskQueue: id(mainTaskQueue),
          args: [jobId],
          signal: 'jobChanged',
          signalArgs: [],
          workflowTaskTimeout,
          priority: { priorityKey: 2, fairnessKey: `job-${jobId}` },
        }),
      ),

    wakeRechecks: () =>
      wake(recheckWorkflowId, () =>
        client.workflow.start<typeof emailRechecks>('emailRechecks', {
          workflowId: id(recheckWorkflowId),
          taskQueue: id(mainTaskQueue),
          args: [],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowTaskTimeout,
          priority: { priorityKey: 4, fairnessKey: recheckWorkflowId },
        }),
      ),

    async isLookupRunning(leadId) {
      try {
        const { status } = await call(() => client.workflow.getHandle(id(lookupWorkflowId(leadId))).describe());
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async close() {
      closed = true;
      clearInterval(health);
      // A retry that is due on a closed connection would end the process.
      await Promise.allSettled(underWay);
      await connection.close();
    },
  };
}

/** A worker that was killed costs its workflows this much. */
const workflowTaskTimeout = '10 seconds';
