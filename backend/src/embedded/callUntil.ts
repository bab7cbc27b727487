import type { Connection } from '@temporalio/client';

/**
 * Makes a call to Temporal that ends early when `signal` is aborted. The client never removes its listener from the
 * signal of a call, and Node keeps a signal of `AbortSignal.any` as long as it has a listener: with it each call, its
 * answer and its connection. So a call gets a controller of its own.
 */
export async function callUntil<T>(
  connection: Pick<Connection, 'withAbortSignal'>,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await connection.withAbortSignal(controller.signal, call);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
