/** The user pressed Ctrl-C. The file's job is paused. */
export class EnrichStopped extends Error {
  override readonly name = 'EnrichStopped';
}

/** @throws EnrichStopped when `signal` is aborted */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new EnrichStopped('Stopped.');
}
