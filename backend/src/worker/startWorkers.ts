import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { mainTaskQueue } from '../jobs/engine.ts';
import { createProviderWorkers } from './createProviderWorkers.ts';
import { connectionOptions, settleMs, workerOptions, type WorkersDeps } from './workerOptions.ts';

/** How soon a changed concurrency limit gets its worker. */
const lookForCapsMs = 2_000;
const retryConnectMs = 1_000;

export interface Workers {
  /** Waits for the calls under way, then ends. */
  stop(): Promise<void>;
}

/**
 * Runs workflows and activities in this process: one worker for workflows and their steps, and one per provider.
 * Retries the connection for as long as the engine is away.
 */
export function startWorkers(deps: WorkersDeps): Workers {
  const stopping = new AbortController();
  const running = runUntil(stopping.signal, deps);
  running.catch((error: unknown) => deps.log.fatal({ err: error }, 'the worker ended'));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function runUntil(stopped: AbortSignal, deps: WorkersDeps): Promise<void> {
  const { log } = deps;
  const connection = await connect(stopped, deps);
  if (connection === null) return;
  const main = await Worker.create({
    ...workerOptions(deps, connection, mainTaskQueue),
    ...workflowCode(deps.workflowBundle),
    activities: { ...deps.steps },
    maxConcurrentActivityTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 50,
    // A workflow in the cache of a killed process waits this long before another process gets it.
    stickyQueueScheduleToStartTimeout: '5 seconds',
    shutdownGraceTime: settleMs,
  });
  const mainDone = main.run();
  const providers = createProviderWorkers(deps);
  while (!stopped.aborted) {
    // While the database is away for a moment, the workers go on with the limits they have.
    await providers.followCaps().catch((error: unknown) => log.warn({ err: error }, 'the caps could not be read'));
    await pause(lookForCapsMs, stopped);
  }
  const providersDone = providers.shutdown();
  main.shutdown();
  await Promise.all([mainDone, providersDone]);
  await connection.close();
}

async function connect(stopped: AbortSignal, { temporal, log }: WorkersDeps): Promise<NativeConnection | null> {
  while (!stopped.aborted) {
    try {
      return await NativeConnection.connect(connectionOptions(temporal));
    } catch (error) {
      log.warn({ err: error }, 'waiting for the engine');
      await pause(retryConnectMs, stopped);
    }
  }
  return null;
}

/** Waits, at most until `stopped` is aborted. */
const pause = (ms: number, stopped: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal: stopped }).catch(() => undefined);

function workflowCode(bundle: string | null): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (bundle !== null && existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: path.resolve(import.meta.dirname, '../workflows/index.ts') };
}
