import path from 'node:path';
import { existsSync } from 'node:fs';
import { NativeConnection, type NativeConnectionOptions, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Database } from '../db/database.ts';
import { mainTaskQueue } from '../jobs/engine.ts';
import type { Logger } from '../platform/logger.ts';
import type { BulkJobSteps } from '../workflows/activities/bulkJobs.ts';
import type { EmailSteps } from '../workflows/activities/emailSteps.ts';
import type { LookupSteps } from '../workflows/activities/lookupSteps.ts';
import type { PhoneProviderActivities } from '../workflows/activities/phoneProviders.ts';

export interface WorkersDeps {
  database: Database;
  log: Logger;
  connection: NativeConnectionOptions;
  namespace: string;
  /** Sets tests apart that share a server; empty in the product. */
  taskQueuePrefix: string;
  /** Workflow code bundled ahead; null: bundled from source at start (tests, development). */
  workflowBundle: string | null;
  steps: LookupSteps & BulkJobSteps & EmailSteps;
  providers: PhoneProviderActivities;
}

/** Waiting for permits beside the calls in flight, so that a freed place is taken at once. */
const waitingSlots = 2;
const settleMs = 5_000;
/** How soon a changed cap gets its worker. */
const lookForCapsMs = 2_000;
const retryConnectMs = 1_000;

export interface Workers {
  /** Lets calls under way be heard, then ends. */
  stop(): Promise<void>;
}

/**
 * Runs workflows and activities in this process: one worker for the stories and their steps, and one per provider with
 * as many slots as its cap plus those that wait. Waits for an engine that is away, for as long as it takes.
 */
export function startWorkers(deps: WorkersDeps): Workers {
  const { log } = deps;
  let stopping = false;
  const providers = new Map<string, { slots: number; worker: Worker; done: Promise<void> }>();
  const retired = new Set<Promise<void>>();

  const running = (async () => {
    const connection = await connect();
    if (connection === null) return;
    const main = await Worker.create({
      ...common(connection, mainTaskQueue),
      ...workflowCode(deps.workflowBundle),
      activities: { ...deps.steps },
      maxConcurrentActivityTaskExecutions: 20,
      maxConcurrentLocalActivityExecutions: 50,
      // What a killed process had cached waits so long for it before another gets it.
      stickyQueueScheduleToStartTimeout: '5 seconds',
      shutdownGraceTime: settleMs,
    });
    const mainDone = main.run();
    while (!stopping) {
      // A database that is away for a moment is no reason to end: what runs goes on with the caps it has.
      await followCaps().catch((error: unknown) => log.warn({ err: error }, 'the caps could not be read'));
      await pause(lookForCapsMs);
    }
    for (const { worker } of providers.values()) worker.shutdown();
    main.shutdown();
    await Promise.all([mainDone, ...retired, ...[...providers.values()].map(({ done }) => done)]);
    await connection.close();
  })();
  running.catch((error: unknown) => log.fatal({ err: error }, 'the worker ended'));

  const wakers = new Set<() => void>();
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        wakers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      wakers.add(end);
      if (stopping) end();
    });
  }

  async function connect(): Promise<NativeConnection | null> {
    while (!stopping) {
      try {
        return await NativeConnection.connect(deps.connection);
      } catch (error) {
        log.warn({ err: error }, 'waiting for the engine');
        await pause(retryConnectMs);
      }
    }
    return null;
  }

  function common(connection: NativeConnection, queue: string) {
    return {
      connection,
      namespace: deps.namespace,
      taskQueue: `${deps.taskQueuePrefix}${queue}`,
      maxHeartbeatThrottleInterval: '500 milliseconds',
      defaultHeartbeatThrottleInterval: '500 milliseconds',
    } satisfies WorkerOptions;
  }

  /** A worker's slots can't be changed, so a changed cap replaces it; the old one finishes what it has. */
  async function followCaps(): Promise<void> {
    const rows = await deps.database.prisma.provider.findMany();
    for (const { id, maxConcurrent, timeoutMs } of rows) {
      const slots = maxConcurrent + waitingSlots;
      const current = providers.get(id);
      if (current?.slots === slots) continue;
      // One connection may have one worker for a queue, and the old one isn't gone before its calls are.
      const connection = await NativeConnection.connect(deps.connection);
      const worker = await Worker.create({
        ...common(connection, `${mainTaskQueue}-${id}`),
        activities: { ...deps.providers },
        maxConcurrentActivityTaskExecutions: slots,
        shutdownGraceTime: timeoutMs + settleMs,
      }).catch(async (error: unknown) => {
        await connection.close();
        throw error;
      });
      const done = runToEnd(id, worker, connection);
      providers.set(id, { slots, worker, done });
      if (current === undefined) continue;
      current.worker.shutdown();
      retired.add(current.done);
      void current.done.then(() => retired.delete(current.done));
    }
  }

  async function runToEnd(id: string, worker: Worker, connection: NativeConnection): Promise<void> {
    try {
      await worker.run();
    } catch (error) {
      log.error({ err: error, provider: id }, 'a worker failed; another takes its place');
      if (providers.get(id)?.worker === worker) providers.delete(id);
    }
    await connection.close();
  }

  return {
    async stop() {
      stopping = true;
      for (const wake of wakers) wake();
      await running;
    },
  };
}

function workflowCode(bundle: string | null): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (bundle !== null && existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: path.resolve(import.meta.dirname, '../workflows/index.ts') };
}
