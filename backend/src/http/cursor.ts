import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';

/** Says which list a cursor belongs to: its filter and order, as a short fingerprint. */
export function listFingerprint(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
}

/** A place in a list, for the wire. `position`: the sort value of the last row seen, then its id. */
export function encodeCursor(fingerprint: string, position: unknown): string {
  return Buffer.from(JSON.stringify([fingerprint, position])).toString('base64url');
}

/**
 * The place that a cursor names.
 * @throws AppError bad_cursor when it is no cursor, or one of another list
 */
export function decodeCursor<T>(cursor: string, fingerprint: string, positionSchema: z.ZodType<T>): T {
  const parsed = z.tuple([z.literal(fingerprint), positionSchema]).safeParse(readJson(cursor));
  if (!parsed.success) {
    throw new AppError('bad_cursor', 'This cursor does not belong to this list. Start again without one.');
  }
  return parsed.data[1];
}

/**
 * Cuts a page from rows that were read with one row more than the limit.
 * @param positionOf the position of a row, for the cursor of the next page
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
