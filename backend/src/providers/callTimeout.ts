/**
 * Returns a signal that aborts after a call's time limit. Reads the sockets once before the abort, because timers run
 * before sockets. Without this, an answer that arrived during a stall would count as a timeout and be paid again.
 */
export function callTimeout(timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException('The call took too long', 'TimeoutError'));
  // `setImmediate` runs after the sockets of the same turn of the event loop.
  setTimeout(() => setImmediate(abort), timeoutMs).unref();
  return controller.signal;
}
