import { once } from 'node:events';
import type { Response } from 'express';

/** A reader who takes nothing for so long is gone. */
const stalledMs = 120_000;

/**
 * Sends pieces at the pace at which they are read. Status and headers go with the first one, so that what fails before
 * it can still be told as a problem.
 */
export async function sendStream(
  response: Response,
  pieces: AsyncIterable<string | Uint8Array>,
  { status, headers }: { status: number; headers: Record<string, string> },
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const start = (): void => {
    if (!response.headersSent) response.status(status).set(headers);
  };
  for await (const piece of pieces) {
    if (left.signal.aborted) return;
    start();
    if (response.write(piece)) continue;
    const impatient = setTimeout(() => response.destroy(), stalledMs);
    // Whoever leaves meanwhile ends the wait too.
    await once(response, 'drain', { signal: left.signal }).catch(() => undefined);
    clearTimeout(impatient);
  }
  if (left.signal.aborted) return;
  start();
  response.end();
}
