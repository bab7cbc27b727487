import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerOptions } from '@temporalio/worker';
import type { WorkerState } from '../http/appDeps.ts';
import { mainTaskQueue } from '../jobs/engine.ts';
import { createProviderWorkers } from './createProviderWorkers.ts';
import { keepWorker } from './keepWorker.ts';
import { graceMs, workerOptions, type WorkersDeps } from './workerOptions.ts';

/** How soon a changed concurrency limit gets its worker. */
const lookForCapsMs = 2_000;

export interface Workers {
  /** Returns the state of the main worker, which runs all workflows and jobs. */
  state(): WorkerState;
  /** Accepts no new tasks, and waits for the running ones. */
  stop(): Promise<void>;
}

/**
 * Runs workflows and activities in this process: one worker for workflows and their steps, and one per provider. A
 * worker that fails is replaced, also while Temporal is away.
 */
export function startWorkers(deps: WorkersDeps): Workers {
  const stopping = new AbortController();
  const main = keepWorker({
    name: 'main',
    temporal: deps.temporal,
    log: deps.log,
    options: (connection) => ({
      ...workerOptions(deps, connection, mainTaskQueue),
      ...workflowCode(deps.workflowBundle),
      activities: { ...deps.steps },
      maxConcurrentActivityTaskExecutions: 20,
      maxConcurrentLocalActivityExecutions: 50,
      // A workflow in the cache of a killed process waits this long before another process gets it.
      stickyQueueScheduleToStartTimeout: '5 seconds',
      shutdownGraceTime: graceMs(0),
    }),
  });
  const providers = createProviderWorkers(deps);
  const following = followCaps(providers, deps, stopping.signal);
  return {
    state: main.state,
    async stop() {
      stopping.abort();
      await Promise.all([main.stop(), following.then(() => providers.stop())]);
    },
  };
}

async function followCaps(
  providers: ReturnType<typeof createProviderWorkers>,
  { log }: WorkersDeps,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    // While the database is away for a moment, the workers continue with their current limits.
    await providers
      .followCaps()
      .catch((error: unknown) => log.warn({ err: error }, 'The limits of the providers could not be read'));
    await sleep(lookForCapsMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}

function workflowCode(bundle: string | null): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (bundle !== null && existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: path.resolve(import.meta.dirname, '../workflows/index.ts') };
}
