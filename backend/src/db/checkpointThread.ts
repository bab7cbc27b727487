import { stat } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { startWorkerThread } from '../platform/startWorkerThread.ts';

/** Below this size of the write-ahead log, nothing is copied: as SQLite by default. */
const smallestBytes = 4 * 1024 * 1024;
const everyMs = 50;

/** Copies committed pages from SQLite's write-ahead log into the database file, beside the writing connection. */
export interface Checkpoints {
  /** Call it after each commit. */
  committed(): void;
  stop(): Promise<void>;
}

export type StartCheckpointThread = (file: string) => Worker;

const startCheckpointWorker: StartCheckpointThread = (workerData) =>
  startWorkerThread('checkpointWorker', import.meta.url, { workerData });

/**
 * Makes checkpoints in a separate thread, so that commits on the main thread don't wait for the copying and its `fsync`.
 * The thread starts with the first large log. Without it, SQLite makes the checkpoint at a commit: see
 * `wal_autocheckpoint` in oneConnectionSqlite.ts.
 * @param file the path of the database
 */
export function checkpointThread(file: string, start: StartCheckpointThread = startCheckpointWorker): Checkpoints {
  let thread: Worker | undefined;
  let isBusy = false;
  let hasCommitted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function committed(): void {
    hasCommitted = true;
    if (stopped || isBusy || timer !== undefined) return;
    timer = setTimeout(() => void checkpoint(), everyMs).unref();
  }

  async function checkpoint(): Promise<void> {
    timer = undefined;
    hasCommitted = false;
    isBusy = true;
    const size = await stat(`${file}-wal`).then(
      (wal) => wal.size,
      () => 0,
    );
    if (stopped) return;
    if (size < smallestBytes) done();
    else (thread ??= startThread()).postMessage('checkpoint');
  }

  function done(): void {
    isBusy = false;
    if (hasCommitted) committed();
  }

  function startThread(): Worker {
    const worker = start(file);
    worker.unref();
    worker.on('message', done);
    // The next checkpoint starts another thread.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      thread = undefined;
      isBusy = false;
    });
    return worker;
  }

  return {
    committed,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await thread?.terminate();
    },
  };
}
