import type { ImportRow, ImportRows } from '@tinygenesy/contract';
import { z } from 'zod';
import { decodeCursor, encodeCursor, listFingerprint } from '../../http/cursor.ts';
import { draftRow } from './draftRow.ts';
import type { RowFilter } from './rowMarks.ts';
import type { Preview } from './startPreview.ts';
import type { ReadRows } from '../file/readRows.ts';

export interface RowsQuery extends RowFilter {
  limit: number;
  cursor?: string | undefined;
}

/** How long a page waits for rows that the preview has not come to. */
const patienceMs = 10_000;

/** The list that a cursor belongs to, and the row after which its page begins. */
export function pageStart(
  importId: number,
  { problem, field, state, cursor }: RowsQuery,
): { list: string; after: number } {
  const list = listFingerprint(['importRows', importId, problem ?? null, field ?? null, state ?? null]);
  return { list, after: cursor === undefined ? 0 : decodeCursor(cursor, list, z.int().nonnegative()) };
}

/**
 * A page of a file's rows as its preview counted them. Which rows it has is known from the preview; what is in them is
 * read from the file again where it is not at hand.
 * @throws AppError bad_cursor
 */
export async function draftRows(
  importId: number,
  { preview, readRows }: { preview: Preview; readRows: ReadRows },
  query: RowsQuery,
): Promise<ImportRows> {
  const { list, after } = pageStart(importId, query);
  const { numbers, isEnd } = await rowNumbers(preview, query, after);
  const page = numbers.slice(0, query.limit);
  const last = page.at(-1) ?? after;
  return {
    rows: await rowsAt(page, preview, readRows),
    nextCursor: isEnd && numbers.length === page.length ? null : encodeCursor(list, last),
  };
}

/** One more than the page takes, where there are so many. */
async function rowNumbers(
  preview: Preview,
  query: RowsQuery,
  after: number,
): Promise<{ numbers: number[]; isEnd: boolean }> {
  let isEnd = false;
  let isLate = false;
  const timer = setTimeout(() => (isLate = true), patienceMs);
  const ended = preview.done.then(() => void (isEnd = true));
  ended.catch(() => undefined);
  try {
    // One turn, in which a preview that has ended says so.
    await Promise.race([ended, Promise.resolve()]);
    for (;;) {
      const wasEnd = isEnd;
      const numbers = preview.marks.after(after, query, query.limit + 1);
      if (numbers.length > query.limit || wasEnd || isLate) return { numbers, isEnd: wasEnd };
      await Promise.race([preview.progress(), ended]);
    }
  } finally {
    clearTimeout(timer);
  }
}

async function rowsAt(numbers: readonly number[], preview: Preview, readRows: ReadRows): Promise<ImportRow[]> {
  const atHand = numbers.flatMap((row) => preview.firstRow(row) ?? []);
  const [first] = numbers;
  const last = numbers.at(-1);
  if (atHand.length === numbers.length || first === undefined || last === undefined) return atHand;
  const wanted = new Set(numbers);
  const rows: ImportRow[] = [];
  const { plan, rules } = preview.planned;
  for await (const batch of readRows(plan, { fromRow: first, signal: new AbortController().signal })) {
    for (const judged of batch) {
      if (wanted.has(judged.row)) rows.push(draftRow(judged, preview.marks.read(judged.row), rules.onDuplicate));
    }
    if ((batch.at(-1)?.row ?? 0) >= last) break;
  }
  return rows;
}
