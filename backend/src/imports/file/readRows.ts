import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import { chunkBytes, readChunks } from './importChunks.ts';
import type { ImportFile } from '../presentImport.ts';
import { readJudgedRows } from '../reading/readJudgedRows.ts';
import { readRecords } from '../reading/records/readRecords.ts';
import type { ImportPlan, JudgedRow } from '../types.ts';
import { withoutSuppressed } from '../writing/withoutSuppressed.ts';
import { createJudge } from '../values/createJudge.ts';

interface ReadRowsOptions {
  fromRow: number;
  signal: AbortSignal;
}
/** Reads the rows of one file, judged by a plan. */
export type ReadRows = (plan: ImportPlan, options: ReadRowsOptions) => AsyncGenerator<JudgedRow[]>;

/** The largest file that is read without a thread: a thread takes longer to start. */
const smallBytes = chunkBytes;
const batchRows = 100;

/**
 * Reads the rows of a stored file: in a thread, or in this one if the file is small. Rows on the suppression list have no
 * lead.
 */
export function readRows(database: Database, file: Pick<ImportFile, 'id' | 'sizeBytes'>): ReadRows {
  return async function* (plan, options) {
    const batches =
      file.sizeBytes > smallBytes
        ? readJudgedRows(readChunks(database, file), plan, options)
        : judgeHere(database, file, plan, options);
    for await (const rows of batches) yield await withoutSuppressed(database, rows);
  };
}

async function* judgeHere(
  database: Database,
  file: Pick<ImportFile, 'id' | 'sizeBytes'>,
  plan: ImportPlan,
  { fromRow, signal }: ReadRowsOptions,
): AsyncGenerator<JudgedRow[]> {
  const judge = createJudge(plan);
  for await (const records of readRecords(readChunks(database, file), plan)) {
    const wanted = records.filter(({ row }) => row >= fromRow);
    for (let at = 0; at < wanted.length; at += batchRows) {
      signal.throwIfAborted();
      yield wanted.slice(at, at + batchRows).map(judge);
      await nextTurnOfTheLoop();
    }
  }
}
