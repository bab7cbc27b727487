/**
 * A call's own time limit, for its `signal`. When it is over, sockets are read once before it aborts: timers run before
 * sockets, so after a stall of this process an answer that lies there already would count as a timeout, and be paid again.
 */
export function callTimeout(timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException('The call took too long', 'TimeoutError'));
  // `setImmediate` runs after the sockets of the same turn of the event loop.
  setTimeout(() => setImmediate(abort), timeoutMs).unref();
  return controller.signal;
}
