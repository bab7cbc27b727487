import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

// The thread of checkpointThread.ts. PASSIVE waits for nobody: pages that a reader still needs stay for the next time.
const database = new Sqlite(workerData as string, { fileMustExist: true });
database.pragma('synchronous = NORMAL');

parentPort?.on('message', () => {
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // On a full disk, for example. The main connection then makes the checkpoint, and reports the error.
  }
  parentPort?.postMessage('done');
});
