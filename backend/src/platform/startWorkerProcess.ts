import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { workerFile } from './workerFile.ts';

/**
 * Starts a process from a file beside the caller's. Unlike in a thread, an overflow of its memory ends only itself: V8 ends
 * the whole process where a single object outgrows the heap, whatever the `resourceLimits` of the thread.
 * @param name the file's name without its ending
 * @param callerUrl the caller's `import.meta.url`
 * @param data JSON, its first argument
 * @param heapMb the memory of its objects
 * @returns the process, with a channel for messages and its output as a stream
 */
export function startWorkerProcess(
  name: string,
  callerUrl: string,
  { data, heapMb }: { data: unknown; heapMb: number },
): ChildProcess & { stdout: Readable } {
  const child = fork(workerFile(name, callerUrl), [JSON.stringify(data)], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  if (child.stdout === null) throw new Error('The process has no output.');
  return Object.assign(child, { stdout: child.stdout });
}
