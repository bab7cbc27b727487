import { Worker, type WorkerOptions } from 'node:worker_threads';
import { workerFile } from './workerFile.ts';

/**
 * Starts a thread from a file beside the caller's.
 * @param name the file's name without its ending
 * @param callerUrl the caller's `import.meta.url`
 */
export function startWorkerThread(name: string, callerUrl: string, options: WorkerOptions): Worker {
  // Without the process's own options, such as a loader or `--input-type`: the bundle needs none.
  return new Worker(workerFile(name, callerUrl), { execArgv: [], ...options });
}
