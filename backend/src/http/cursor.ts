import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';

/** Returns a short hash of a list's filter and order. Cursors carry it, so that they work for one list only. */
export function listFingerprint(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
}

/** Encodes a place in a list. `position` is the sort value of the last row of the page, then its id. */
export function encodeCursor(fingerprint: string, position: unknown): string {
  return Buffer.from(JSON.stringify([fingerprint, position])).toString('base64url');
}

/**
 * Decodes the place in a list.
 * @throws AppError bad_cursor when the cursor is invalid or belongs to another list
 */
export function decodeCursor<T>(cursor: string, fingerprint: string, positionSchema: z.ZodType<T>): T {
  const parsed = z.tuple([z.literal(fingerprint), positionSchema]).safeParse(readJson(cursor));
  if (!parsed.success) {
    throw new AppError(
      'bad_cursor',
      'This cursor is invalid or belongs to another list. Start again without a cursor.',
    );
  }
  return parsed.data[1];
}

/**
 * Cuts a page from rows. Read one row more than the limit: it shows whether another page follows.
 * @param positionOf returns the position of a row, for the cursor of the next page
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  fingerprint: string,
  positionOf: (row: Row) => unknown,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > page.length && last !== undefined;
  return { page, nextCursor: hasMore ? encodeCursor(fingerprint, positionOf(last)) : null };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
