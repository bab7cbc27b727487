import {
  Client,
  Connection,
  isRetryableError,
  makeGrpcRetryInterceptor,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Logger } from '../platform/logger.ts';

/** The queue of workflows and of activities that don't call providers. A provider's queue adds its id to this name. */
export const mainTaskQueue = 'tinygenesy';

export interface EngineOptions {
  address: string;
  namespace: string;
  apiKey: string | null;
  tls: boolean;
  /** Separates the workflows of tests that share a server; empty in the product. */
  taskQueuePrefix: string;
  log: Logger;
}

/** Starts and wakes workflows. The reconciler repeats the calls that fail while the engine is away. */
export interface Engine {
  state(): 'up' | 'away';
  /** Starts a workflow, or signals the one that runs under its id. Logs a failure, since the reconciler repeats it. */
  wake(run: WorkflowRun): Promise<void>;
  /** Wakes a job's workflow. */
  wakeJob(jobId: number): Promise<void>;
  /** Returns whether a workflow runs under this id. @throws when the engine is away */
  isRunning(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A workflow to run. Capabilities define their own; the engine defines only the workflow of jobs. */
export interface WorkflowRun {
  /** The name of its function. */
  type: string;
  id: string;
  args: readonly unknown[];
  /** The signal for a workflow that runs already; without it, that workflow stays as it is. */
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

/** The time after which a task of a killed worker is given to another worker. */
const workflowTaskTimeout = '10 seconds';
const callTimeoutMs = 5_000;
const longestRetryPauseMs = 500;
const healthEveryMs = 2_000;

/** Connects to Temporal; does not fail when it is away. */
export function connectEngine(options: EngineOptions): Engine {
  const { log } = options;
  let closed = false;
  const connection = connect(options, () => !closed);
  const client = new Client({ connection, namespace: options.namespace });
  const calls = trackCalls(connection);
  const id = (plain: string): string => `${options.taskQueuePrefix}${plain}`;

  async function wake(run: WorkflowRun): Promise<void> {
    if (closed) return;
    try {
      await calls.run(() => startOrSignal(client, id, run));
    } catch (error) {
      if (closed) return;
      log.warn({ err: error, what: run.id }, 'a workflow was not woken; the reconciler will repeat it');
    }
  }

  const checkHealth = (): void => {
    calls
      // Reads the engine's database. Without it, the engine answers about itself, but not about workflows.
      .run(() => connection.workflowService.describeNamespace({ namespace: options.namespace }))
      .catch((error: unknown) => log.debug({ err: error }, 'the engine is away'));
  };
  checkHealth();
  const health = setInterval(checkHealth, healthEveryMs);

  return {
    state: calls.state,

    wake,

    wakeJob: (jobId) => wake(jobWorkflow(jobId)),

    async isRunning(plainId) {
      try {
        const { status } = await calls.run(() => client.workflow.getHandle(id(plainId)).describe());
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
      await calls.settled();
      await connection.close();
    },
  };
}

function connect({ address, apiKey, tls }: EngineOptions, mayRetry: () => boolean): Connection {
  return Connection.lazy({
    address,
    ...(apiKey !== null && { apiKey }),
    ...((tls || apiKey !== null) && { tls: true }),
    // The default grows to two minutes, so that an engine that is back would be found late.
    channelArgs: { 'grpc.max_reconnect_backoff_ms': healthEveryMs },
    interceptors: [
      makeGrpcRetryInterceptor({
        retryableDecider: (_attempt, status) => mayRetry() && isRetryableError(status),
        delayFunction: (attempt) => Math.min(longestRetryPauseMs, 100 * attempt),
      }),
    ],
  });
}

/** Runs calls with a time limit. The state of the engine follows from the call that ended last. */
function trackCalls(connection: Connection) {
  let state: 'up' | 'away' = 'away';
  const underWay = new Set<Promise<unknown>>();
  return {
    state: () => state,

    async run<T>(work: () => Promise<T>): Promise<T> {
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
    },

    settled: () => Promise.allSettled(underWay),
  };
}

function startOrSignal(client: Client, id: (plain: string) => string, run: WorkflowRun): Promise<unknown> {
  const { type, args, signal, priority } = run;
  const options = {
    workflowId: id(run.id),
    taskQueue: id(mainTaskQueue),
    args: [...args],
    workflowTaskTimeout,
    priority,
  } as const;
  return signal === undefined
    ? client.workflow.start(type, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' })
    : client.workflow.signalWithStart(type, { ...options, signal, signalArgs: [] });
}
