import type { ImportPlan, JudgedRow } from '../types.ts';
import { readInThread } from './readInThread.ts';

export interface ReadJudgedRowsOptions {
  /** The first row that is judged and returned. 1 is the first row below the header. */
  fromRow?: number;
  /** Ends the reading with its reason as the error. */
  signal?: AbortSignal;
}

/**
 * Reads a CSV file and judges its rows by a plan, in a thread without a database. The thread works a few batches ahead
 * and then pauses until they are taken. It ends with the reading, after an error or an early return too.
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
