import type { JobKind } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { addCounts } from './jobCounts.ts';
import type { JobRow } from './presentJob.ts';
import { keepJobOfKey } from '../http/requestKey.ts';

/** A job whose items are rows of an import, not requests; call it in a transaction. Events are the caller's. */
export async function createRowJob(
  sql: Sql,
  given: {
    kind: Extract<JobKind, 'csv_import' | 'import_undo'>;
    title: string;
    total: number;
    request: { importId: number; undoToken?: string; fromRow?: number };
    at: Date;
  },
): Promise<JobRow> {
  const { at, ...rest } = given;
  const job = await sql.prisma.job.create({
    data: {
      ...rest,
      mode: null,
      state: 'queued',
      costMicros: 0n,
      reservedMicros: 0n,
      createdAt: at,
    },
  });
  await keepJobOfKey(sql, job.id);
  await addCounts(sql, job.id, { waiting: rest.total });
  return job;
}
