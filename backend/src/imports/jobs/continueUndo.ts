import { idSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { type BatchPace, batchPace } from '../../db/batchPace.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { undoLeads } from '../writing/undoLeads.ts';
import { addCounts, readCounts } from '../../jobs/jobCounts.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import type { Clock } from '../../platform/clock.ts';
import { importEvents } from './importEvents.ts';
import { lockJobState } from '../../jobs/lockJob.ts';
import { type Progress, progressEvents } from '../../jobs/progressEvents.ts';

interface UndoDeps {
  database: Database;
  clock: Clock;
  /** See LeadDeps. */
  onLeadsGone(leadIds: number[]): Promise<void>;
}

const stepMs = 20_000;
/** The limit of rows of the first batch. Further batches adapt to its duration. */
const firstBatchRows = 150;

const requestSchema = z.looseObject({ importId: idSchema, undoToken: z.string() });
type Request = z.infer<typeof requestSchema>;

/** Does the next step of an undo. One transaction undoes a batch: leads, row results and counts. */
export async function continueUndo(deps: UndoDeps, job: JobRow, signal: AbortSignal): Promise<'more' | 'rest'> {
  const { clock } = deps;
  const request = requestSchema.parse(job.request);
  const progress = progressEvents(deps, (sql) => importEvents(sql, job.id, request.importId));
  const untilMs = clock.monotonicMs() + stepMs;
  const pace = batchPace(firstBatchRows, deps.database.dialect);
  let fromRow = await firstOpenRow(deps.database, request.importId);
  let result: 'more' | 'rest' = 'more';
  while (result === 'more' && clock.monotonicMs() < untilMs && !signal.aborted) {
    const done = await undoBatch(deps, job.id, request, { fromRow, pace }, progress);
    if (done === null) result = 'rest';
    else fromRow = done + 1;
    if (result === 'more') await pace.pause(signal);
  }
  await progress.rest();
  return result;
}

/** @returns the last row of the batch; null: the undo has ended or is paused */
async function undoBatch(
  { database, clock, onLeadsGone }: UndoDeps,
  jobId: number,
  { importId, undoToken }: Request,
  { fromRow, pace }: { fromRow: number; pace: BatchPace },
  progress: Progress,
): Promise<number | null> {
  let startedMs = 0;
  const { rowCount, lastRow, removedIds } = await database.transaction(async (sql) => {
    startedMs = clock.monotonicMs();
    const state = await lockJobState(sql, jobId);
    const now = clock.now();
    const rows = state === 'running' ? await openRows(sql, importId, fromRow, pace.size) : [];
    const last = rows.at(-1);
    if (last === undefined) {
      if (state === 'running' || state === 'cancelling') await end(sql, jobId, importId, state, now);
      return { rowCount: 0, lastRow: null, removedIds: [] };
    }
    const undone = await undoLeads(sql, {
      importId,
      leadIds: rows.map(({ leadId }) => leadId),
      undoToken,
      source: `job:${jobId}`,
      at: now,
    });
    const { removed, restored, kept } = undone.counts;
    await addCounts(sql, jobId, { ...undone.counts, waiting: -(removed + restored + kept) });
    await progress.stepped(sql);
    return { rowCount: rows.length, lastRow: last.row, removedIds: undone.removedIds };
  });
  pace.ran(rowCount, clock.monotonicMs() - startedMs);
  if (removedIds.length > 0) await onLeadsGone(removedIds);
  return lastRow;
}

const isOpen = Prisma.raw(`"undo" IS NULL AND "state" IN ('created', 'updated')`);

/** Returns the first row that no earlier step undid. */
async function firstOpenRow(database: Database, importId: number): Promise<number> {
  const [first] = await database.scan<{ row: number | bigint | null }>(
    Prisma.sql`SELECT MIN("row") AS "row" FROM "ImportRow" WHERE "importId" = ${importId} AND ${isOpen}`,
  );
  return Number(first?.row ?? 1);
}

async function openRows(
  sql: Sql,
  importId: number,
  fromRow: number,
  limit: number,
): Promise<{ row: number; leadId: number }[]> {
  return sql.prisma.$queryRaw<{ row: number; leadId: number }[]>(
    Prisma.sql`SELECT "row", "leadId" FROM "ImportRow" WHERE "importId" = ${importId} AND "row" >= ${fromRow} AND ${isOpen}
      ORDER BY "row" LIMIT ${limit}`,
  );
}

async function end(
  sql: Sql,
  jobId: number,
  importId: number,
  from: 'running' | 'cancelling',
  now: Date,
): Promise<void> {
  const { waiting = 0 } = await readCounts(sql, jobId);
  await addCounts(sql, jobId, { waiting: -waiting, cancelled: waiting });
  await sql.prisma.job.update({
    where: { id: jobId },
    data: { state: from === 'running' ? 'completed' : 'cancelled', endedAt: now },
  });
  await appendEvents(sql, await importEvents(sql, jobId, importId), now);
}
