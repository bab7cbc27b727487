import { randomUUID } from 'node:crypto';
import { finalJobStates, type Job, jobStateSchema } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import type { ImportFile } from '../presentImport.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { createJob } from '../../jobs/createJob.ts';
import { startRowJob } from '../../jobs/startJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { importChanges } from './importEvents.ts';
import { lockImport } from './lockImport.ts';

/** The time after which an import by a JSON request, which has no job, counts as ended. */
const requestMs = 2 * 60 * 1_000;

/**
 * Starts the undo of an import. A cancelled undo can be started again.
 * @throws AppError not_found; conflict while the import runs, and when it is being undone or was undone
 */
export async function startUndo(
  deps: { database: Database; clock: Pick<Clock, 'now'>; engine: Pick<Engine, 'wakeJob'> },
  importId: number,
): Promise<Job> {
  const { total, fromRow } = await openLeads(deps.database, importId);
  return startRowJob(deps, async (sql) => {
    const row = await lockImport(sql, importId);
    const now = deps.clock.now();
    await mustBeUndoable(sql, row, now);
    return createJob(sql, {
      kind: 'import_undo',
      title: () => `Undo the import of ${row.fileName}`,
      items: { rows: total },
      request: { importId, undoToken: randomUUID(), fromRow },
      now,
      async changes({ id }) {
        await sql.prisma.import.update({ where: { id: importId }, data: { undoJobId: id } });
        return importChanges(sql, id, importId);
      },
    });
  });
}

/** Counts the leads that are not undone yet, and returns their first row. Both are stable after the end of an import. */
async function openLeads(database: Database, importId: number): Promise<{ total: number; fromRow: number }> {
  const [row] = await database.scan<{ leads: number | bigint; fromRow: number | bigint | null }>(
    Prisma.sql`SELECT COUNT(DISTINCT "leadId") AS "leads", MIN("row") AS "fromRow" FROM "ImportRow"
      WHERE "importId" = ${importId} AND "state" IN ('created', 'updated') AND "undo" IS NULL`,
  );
  return { total: Number(row?.leads ?? 0), fromRow: Number(row?.fromRow ?? 1) };
}

async function mustBeUndoable(sql: Sql, row: ImportFile, now: Date): Promise<void> {
  const conflict = (text: string, jobId: number | null = null): AppError =>
    new AppError('conflict', text, { extra: jobId === null ? {} : { jobId } });
  const { jobId, undoJobId, committedAt, rowCount } = row;
  if (committedAt === null) throw conflict('This file is not imported yet, so there is nothing to undo.');
  const isWritten =
    jobId === null ? rowCount !== null || now.getTime() - committedAt.getTime() > requestMs : await isOver(sql, jobId);
  if (!isWritten) throw conflict('This import is still running. Cancel it or wait for its end, then undo it.', jobId);
  if (undoJobId === null) return;
  const undo = await sql.prisma.job.findUniqueOrThrow({ where: { id: undoJobId } });
  if (undo.state === 'completed') throw conflict('This import was already undone.', undoJobId);
  if (!(await isOver(sql, undoJobId))) throw conflict('This import is already being undone.', undoJobId);
}

async function isOver(sql: Sql, jobId: number): Promise<boolean> {
  const { state } = await sql.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  return finalJobStates.includes(jobStateSchema.parse(state));
}
