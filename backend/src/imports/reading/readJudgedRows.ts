import type { ImportPlan, JudgedRow } from '../types.ts';
import { readInThread } from './readInThread.ts';

export interface ReadJudgedRowsOptions {
  /** Rows before it are read, but neither judged nor handed out. 1 is the first row below the header. */
  fromRow?: number;
  /** Ends the reading: its reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Reads a CSV file and judges its rows by a plan, in a thread of its own, which has no database. A few batches are worked
 * ahead; nothing more is read until they are taken. The thread ends with the reading, whoever ends it.
 * @param chunks the whole file from its beginning, also with `fromRow`
 * @returns batches of at most 500 rows, in the file's order
 * @throws what the chunks, the judging or the signal throw
 */
export function readJudgedRows(
  chunks: AsyncIterable<Uint8Array>,
  plan: ImportPlan,
  { fromRow = 1, signal }: ReadJudgedRowsOptions = {},
): AsyncGenerator<JudgedRow[], void, undefined> {
  return readInThread<JudgedRow>(chunks, { plan, fromRow, rules: null }, signal);
}
