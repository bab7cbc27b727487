import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import { idSchema } from '@tinygenesy/contract';
import { z } from 'zod';
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

const turnMs = 20_000;
/** Leads a transaction, few enough that nobody waits for the one writing connection. */
const biteLeads = 150;

const requestSchema = z.looseObject({ importId: idSchema, undoToken: z.string() });
type Request = z.infer<typeof requestSchema>;

/** Goes on with taking an import back, for some seconds: each bite is one transaction with its leads, fates and counts. */
export async function carryUndo(deps: UndoDeps, job: JobRow, signal: AbortSignal): Promise<'more' | 'rest'> {
  const { clock } = deps;
  const request = requestSchema.parse(job.request);
  const progress = progressEvents(deps, (sql) => importEvents(sql, job.id, request.importId));
  const untilMs = clock.monotonicMs() + turnMs;
  let fromRow = await firstOpenRow(deps.database, request.importId);
  let went: 'more' | 'rest' = 'more';
  while (went === 'more' && clock.monotonicMs() < untilMs && !signal.aborted) {
    const done = await bite(deps, job.id, request, fromRow, progress);
    if (done === null) went = 'rest';
    else fromRow = done + 1;
    await nextTurnOfTheLoop();
  }
  await progress.rest();
  return went;
}

/** @returns the last row that was looked at; null: there is nothing (more) to do now */
async function bite(
  { database, clock, onLeadsGone }: UndoDeps,
  jobId: number,
  { importId, undoToken }: Request,
  fromRow: number,
  progress: Progress,
): Promise<number | null> {
  const { lastRow, removedIds } = await database.transaction(async (sql) => {
    const state = await lockJobState(sql, jobId);
    const now = clock.now();
    const rows = state === 'running' ? await openRows(sql, importId, fromRow) : [];
    const last = rows.at(-1);
    if (last === undefined) {
      if (state === 'running' || state === 'cancelling') await end(sql, jobId, importId, state, now);
      return { lastRow: null, removedIds: [] };
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
    return { lastRow: last.row, removedIds: undone.removedIds };
  });
  if (removedIds.length > 0) await onLeadsGone(removedIds);
  return lastRow;
}

const isOpen = Prisma.raw(`"undo" IS NULL AND "state" IN ('created', 'updated')`);

/** What lies before it has been looked at by earlier turns. */
async function firstOpenRow(database: Database, importId: number): Promise<number> {
  const [first] = await database.scan<{ row: number | bigint | null }>(
    Prisma.sql`SELECT MIN("row") AS "row" FROM "ImportRow" WHERE "importId" = ${importId} AND ${isOpen}`,
  );
  return Number(first?.row ?? 1);
}

async function openRows(sql: Sql, importId: number, fromRow: number): Promise<{ row: number; leadId: number }[]> {
  return sql.prisma.$queryRaw<{ row: number; leadId: number }[]>(
    Prisma.sql`SELECT "row", "leadId" FROM "ImportRow" WHERE "importId" = ${importId} AND "row" >= ${fromRow} AND ${isOpen}
      ORDER BY "row" LIMIT ${biteLeads}`,
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
