import {
  Client,
  Connection,
  isRetryableError,
  makeGrpcRetryInterceptor,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Logger } from '../platform/logger.ts';

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
  /** Starts a workflow, or signals the one that runs under its id. */
  wake(run: WorkflowRun): Promise<void>;
  /** Wakes a job's workflow. */
  wakeJob(jobId: number): Promise<void>;
  /** Whether a workflow runs under this id; false also when none ever did. @throws when the engine is away */
  isRunning(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A workflow that somebody wants to run. The engine knows none of them. */
export interface WorkflowRun {
  /** Its function's name. */
  type: string;
  id: string;
  args: readonly unknown[];
  /** Tells one that runs already to look again; without it that one is left alone. */
  signal?: string;
  /** 1 goes first; equal fairness keys take turns as one. */
  priority: { priorityKey: number; fairnessKey: string };
}

export const jobWorkflowId = (jobId: number): string => `job-${jobId}`;

const jobWorkflow = (jobId: number): WorkflowRun => ({
  type: 'bulkJob',
  id: jobWorkflowId(jobId),
  args: [jobId],
  signal: 'jobChanged',
  priority: { priorityKey: 2, fairnessKey: jobWorkflowId(jobId) },
});

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
  async function wake(run: WorkflowRun): Promise<void> {
    if (closed) return;
    try {
      await call(() => startOrSignal(run));
    } catch (error) {
      if (closed) return;
      log.warn({ err: error, what: run.id }, 'the engine did not take a wake; the reconciler will repeat it');
    }
  }

  function startOrSignal({ type, id: plainId, args, signal, priority }: WorkflowRun): Promise<unknown> {
    const options = {
      workflowId: id(plainId),
      taskQueue: id(mainTaskQueue),
      args: [...args],
      workflowTaskTimeout,
      priority,
    } as const;
    return signal === undefined
      ? client.workflow.start(type, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' })
      : client.workflow.signalWithStart(type, { ...options, signal, signalArgs: [] });
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

    wake,

    wakeJob: (jobId) => wake(jobWorkflow(jobId)),

    async isRunning(plainId) {
      try {
        const { status } = await call(() => client.workflow.getHandle(id(plainId)).describe());
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
