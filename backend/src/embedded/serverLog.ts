import { readFileSync, statSync } from 'node:fs';
import { copyFile, truncate } from 'node:fs/promises';
import type { Logger } from 'pino';

const maxBytes = 10 * 1024 * 1024;

export const serverLogFile = (dbFile: string): string => `${dbFile}.log`;

export function serverLogBytes(dbFile: string): number {
  return statSync(serverLogFile(dbFile), { throwIfNoEntry: false })?.size ?? 0;
}

/** Moves the log's text to `….log.1` above 10 MB. The server may run: it appends, so it goes on in the empty file. */
export async function boundServerLog(dbFile: string, log: Pick<Logger, 'warn'>): Promise<void> {
  if (serverLogBytes(dbFile) <= maxBytes) return;
  const file = serverLogFile(dbFile);
  const warn = (error: unknown) => log.warn({ err: error }, 'the log of the Temporal server could not be shortened');
  // On a full disk, the old text is lost rather than the space.
  await copyFile(file, `${file}.1`).catch(warn);
  await truncate(file).catch(warn);
}

/** Returns the end of what was logged after the first `from` bytes, as a sentence; empty if nothing was. */
export function lastServerOutput(dbFile: string, from: number): string {
  const text = readFileSync(serverLogFile(dbFile)).subarray(from).toString('utf8').trim();
  return text === '' ? '' : `Its last output: ${text.slice(-500)}. `;
}
