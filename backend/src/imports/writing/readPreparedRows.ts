import type { MergeRules } from './mergeRow.ts';
import { readInThread } from '../reading/readInThread.ts';
import type { ReadJudgedRowsOptions } from '../reading/readJudgedRows.ts';
import type { ImportPlan } from '../types.ts';
import type { PreparedRow } from './prepareRow.ts';

/** Reads rows as readJudgedRows does, and prepares them in the thread for writing. */
export function readPreparedRows(
  chunks: AsyncIterable<Uint8Array>,
  plan: ImportPlan,
  rules: MergeRules,
  { fromRow = 1, signal }: ReadJudgedRowsOptions = {},
): AsyncGenerator<PreparedRow[], void, undefined> {
  return readInThread<PreparedRow>(chunks, { plan, fromRow, rules }, signal);
}
