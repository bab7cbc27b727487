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

/** How long a page waits for rows that the preview has not counted yet. */
const patienceMs = 10_000;

/** Returns the fingerprint of a list of rows, and the row after which the page begins. */
export function pageStart(
  importId: number,
  { problem, field, state, cursor }: RowsQuery,
): { list: string; after: number } {
  const list = listFingerprint(['importRows', importId, problem ?? null, field ?? null, state ?? null]);
  return { list, after: cursor === undefined ? 0 : decodeCursor(cursor, list, z.int().nonnegative()) };
}

/**
 * Returns a page of a file's rows as its preview counted them. The preview knows the row numbers. Cells that are not in
 * memory are read from the file again.
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

/** Returns the numbers of the page's rows, plus one if there are more. */
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
    // Lets the promise of an ended preview settle, so that `isEnd` is set.
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
