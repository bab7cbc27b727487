import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkerState } from '../http/appDeps.ts';
import type { Logger } from '../platform/logger.ts';
import { connectionOptions, type WorkersDeps } from './workerOptions.ts';

export interface KeptWorker {
  state(): WorkerState;
  /** Takes no new tasks, and waits for those under way. Never throws. */
  stop(): Promise<void>;
}

export interface KeptWorkerOptions {
  /** Its name in the log. */
  name: string;
  temporal: WorkersDeps['temporal'];
  log: Pick<Logger, 'warn' | 'error'>;
  options(connection: NativeConnection): WorkerOptions;
}

const firstPauseMs = 500;
const lookAtStateMs = 250;
const longestPauseMs = 5_000;
/** A worker that ran as long had no lasting fault. */
const steadyAfterMs = 60_000;

/**
 * Keeps one Temporal worker running on a connection of its own. A worker that can't start or fails is replaced, after a
 * pause that doubles up to five seconds.
 */
export function keepWorker({ name, temporal, log, options }: KeptWorkerOptions): KeptWorker {
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: WorkerState = 'starting';

  async function runOnce(): Promise<void> {
    const connection = await NativeConnection.connect(connectionOptions(temporal));
    let ended: Promise<void> = Promise.resolve();
    const settled = new AbortController();
    try {
      const worker = await Worker.create(options(connection));
      ended = worker.run();
      state = 'running';
      const shutDown = (): void => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      };
      signal.addEventListener('abort', shutDown, { once: true, signal: settled.signal });
      if (signal.aborted) shutDown();
      await Promise.race([ended, failureOf(worker, settled.signal)]);
    } finally {
      settled.abort();
      // A connection can't be closed while its worker has not ended, and a failed one may never end.
      void ended
        .catch(() => undefined)
        .then(() => connection.close())
        .catch((error: unknown) => log.warn({ err: error, worker: name }, 'A connection was not closed'));
    }
  }

  async function keepRunning(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const startedMs = performance.now();
      try {
        await runOnce();
      } catch (error) {
        if (state === 'running') log.error({ err: error, worker: name }, 'A worker failed; it is replaced');
        else log.warn({ err: error, worker: name }, 'A worker could not start; it tries again');
      }
      if (signal.aborted) return;
      state = 'failed';
      if (performance.now() - startedMs > steadyAfterMs) pauseMs = firstPauseMs;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }

  const done = keepRunning().then(() => void (state = 'stopped'));
  return {
    state: () => state,
    stop() {
      stopping.abort();
      return done;
    },
  };
}

/**
 * Rejects once a worker has failed. The promise of `run` is not enough: when polling fails for good, the worker's state
 * changes, but that promise stays pending.
 */
async function failureOf(worker: Worker, signal: AbortSignal): Promise<void> {
  while (worker.getState() !== 'FAILED') await sleep(lookAtStateMs, undefined, { signal });
  // The error itself, if it comes.
  await sleep(lookAtStateMs, undefined, { signal });
  throw new Error('The worker failed; the log of Temporal tells why.');
}
