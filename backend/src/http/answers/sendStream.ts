import { once } from 'node:events';
import type { Response } from 'express';

/** A client that reads nothing for this long is disconnected. */
const stalledMs = 120_000;

/**
 * Streams an answer at the pace of the client. Status and headers are sent with the first piece, so an error before it
 * can still be answered as a problem document.
 */
export async function sendStream(
  response: Response,
  pieces: AsyncIterable<string | Uint8Array>,
  { status, headers }: { status: number; headers: Record<string, string> },
): Promise<void> {
  const disconnected = new AbortController();
  response.once('close', () => disconnected.abort());
  const start = (): void => {
    if (!response.headersSent) response.status(status).set(headers);
  };
  for await (const piece of pieces) {
    if (disconnected.signal.aborted) return;
    start();
    if (response.write(piece)) continue;
    const timer = setTimeout(() => response.destroy(), stalledMs);
    // A client that disconnects also ends the wait.
    await once(response, 'drain', { signal: disconnected.signal }).catch(() => undefined);
    clearTimeout(timer);
  }
  if (disconnected.signal.aborted) return;
  start();
  response.end();
}
