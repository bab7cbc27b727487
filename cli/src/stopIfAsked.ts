/** Ctrl-C; the file's job is paused. */
export class EnrichStopped extends Error {
  override readonly name = 'EnrichStopped';
}

/** @throws EnrichStopped when it was */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new EnrichStopped('Stopped.');
}
