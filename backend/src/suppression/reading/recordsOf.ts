import type { ListRecord } from './readRecords.ts';

/** Returns entries of a JSON body as records: one value each. */
export const recordsOf = (entries: readonly string[]): ListRecord[] =>
  entries.map((entry, index) => ({ line: index + 1, cells: [entry] }));
