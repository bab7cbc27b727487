/**
 * Returns a signal that aborts after a call's time limit. Sockets are read once before the abort: timers run before sockets,
 * so after a stall an answer that has arrived would count as a timeout and be paid again.
 */
export function callTimeout(timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException('The call took too long', 'TimeoutError'));
  // `setImmediate` runs after the sockets of the same turn of the event loop.
  setTimeout(() => setImmediate(abort), timeoutMs).unref();
  return controller.signal;
}
