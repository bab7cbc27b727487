import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 64 * 1024;

/** Reads the body as text; null when it is too large. Returns the received part when the caller disconnects. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    return Buffer.concat(chunks).toString('utf8');
  }
  return bytes > maxBodyBytes ? null : Buffer.concat(chunks).toString('utf8');
}

/** Parses a text as JSON; undefined when it is invalid. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
