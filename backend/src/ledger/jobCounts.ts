import { type Job, type JobState, jobStateSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { callsPerSecond, type ProviderForecast } from '../enrichment/forecast.ts';
import { systemClock } from '../platform/clock.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/** Items in these states are not settled yet. */
export const openItemStates = ['waiting', 'running', 'on_hold'] as const;

/** Moves `count` items of a job from one state to another in its counts; call it in the transaction of the move. */
export async function moveCount(sql: Sql, jobId: number, from: string | null, to: string, count = 1): Promise<void> {
  if (from === to) return;
  await addCounts(sql, jobId, { [to]: count, ...(from !== null && { [from]: -count }) });
}

/** Adds to a job's counts, of several states at once; call it in the transaction of the move. */
export async function addCounts(sql: Sql, jobId: number, changes: Record<string, number>): Promise<void> {
  const rows = Object.entries(changes).flatMap(([state, count]) =>
    count === 0 ? [] : Prisma.sql`(${jobId}, ${state}, ${count})`,
  );
  if (rows.length === 0) return;
  await sql.prisma.$executeRaw`INSERT INTO "JobCount" ("jobId", "state", "count") VALUES ${Prisma.join(rows)}
    ON CONFLICT ("jobId", "state") DO UPDATE SET "count" = "JobCount"."count" + excluded."count"`;
}

/** A job's items by state, as its counts say. */
export async function readCounts(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const rows = await sql.prisma.jobCount.findMany({ where: { jobId } });
  return Object.fromEntries(rows.filter(({ count }) => count !== 0).map(({ state, count }) => [state, count]));
}

/** The same by counting the items; must always equal `readCounts`. */
export async function recount(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const job = await sql.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  const counted = await countItems(sql, job);
  if (job.kind !== 'csv_import' && job.kind !== 'import_undo') return counted;
  // What waits, or was never come to, is no row yet.
  const left = job.total - Object.values(counted).reduce((sum, count) => sum + count, 0);
  const state = job.kind === 'import_undo' && job.state === 'cancelled' ? 'cancelled' : 'waiting';
  return left === 0 ? counted : { ...counted, [state]: left };
}

async function countItems(sql: Sql, job: JobRow): Promise<Record<string, number>> {
  const { prisma } = sql;
  if (job.kind === 'import_undo') return countUndone(sql, job);
  if (job.kind === 'csv_import') {
    const file = await prisma.import.findFirstOrThrow({ where: { jobId: job.id }, select: { id: true } });
    const rows = await prisma.importRow.groupBy({ by: ['state'], where: { importId: file.id }, _count: true });
    return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
  }
  const rows = await prisma.request.groupBy({ by: ['state'], where: { jobId: job.id }, _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
}

const undoSchema = z.looseObject({ importId: z.int(), fromRow: z.int() });

/** An undo's items are leads, each by its first row; one that was cancelled ends where the next one of its import began. */
async function countUndone(sql: Sql, job: JobRow): Promise<Record<string, number>> {
  const { importId, fromRow } = undoSchema.parse(job.request);
  const later = await sql.prisma.job.findMany({
    where: { kind: job.kind, id: { gt: job.id } },
    orderBy: { id: 'asc' },
    select: { request: true },
  });
  const next = later.map(({ request }) => undoSchema.parse(request)).find((request) => request.importId === importId);
  const before = next === undefined ? Prisma.empty : Prisma.sql`AND "row" < ${next.fromRow}`;
  const rows = await sql.prisma.$queryRaw<{ state: string; count: number | bigint }[]>`
    SELECT "undo" AS "state", COUNT(*) AS "count" FROM (
      SELECT "leadId", "undo", MIN("row") AS "row" FROM "ImportRow"
      WHERE "importId" = ${importId} AND "undo" IS NOT NULL GROUP BY "leadId", "undo") AS "lead"
    WHERE "row" >= ${fromRow} ${before} GROUP BY "undo"`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

export const openItems = (counts: Record<string, number>): number =>
  openItemStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/**
 * Seconds until a running lookup job ends, from the providers' limits and measured speed; null when it doesn't run.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function etaSeconds(
  state: JobState,
  counts: Record<string, number>,
  providers: readonly ProviderForecast[],
): number | null {
  if (state !== 'queued' && state !== 'running') return null;
  const left = (counts.waiting ?? 0) + (counts.running ?? 0);
  let stillMissing = left;
  let seconds = 0;
  for (const provider of providers) {
    seconds = Math.max(seconds, stillMissing / callsPerSecond(provider));
    stillMissing *= 1 - provider.hitRate;
  }
  return providers.length === 0 ? null : Math.ceil(seconds);
}

/** Seconds until a running job ends if its items go on as they went since its start; null before any is done. */
function etaByItems({ state, startedAt, total }: JobRow, counts: Record<string, number>): number | null {
  const left = openItems(counts);
  if (state !== 'running' || startedAt === null || left === total) return null;
  const tookMs = systemClock.now().getTime() - startedAt.getTime();
  return Math.ceil(((tookMs / 1_000) * left) / (total - left));
}

/** Whether a call of a job is on the wire: its answer may still change the job's counts. */
export async function hasCallUnderWay(sql: Sql, jobId: number, now: Date): Promise<boolean> {
  return (await sql.prisma.attempt.count({ where: { jobId, state: 'sent', leaseUntil: { gt: now } } })) > 0;
}

/**
 * Completes a job whose last item was settled. Guarded: only from an open state, only when nothing is open and no call
 * is under way (an item can end before its call does).
 */
export async function completeIfDone(sql: Sql, jobId: number, now: Date): Promise<boolean> {
  if (openItems(await readCounts(sql, jobId)) > 0 || (await hasCallUnderWay(sql, jobId, now))) return false;
  const { count } = await sql.prisma.job.updateMany({
    where: { id: jobId, state: { in: ['queued', 'running', 'paused', 'on_hold'] } },
    data: { state: 'completed', endedAt: now, errorCode: null, errorText: null },
  });
  return count > 0;
}

/** The job as it is now, for the wire. */
export async function jobNow(sql: Sql, row: JobRow, providers: readonly ProviderForecast[]): Promise<Job> {
  const counts = await readCounts(sql, row.id);
  if (row.kind !== 'phone_lookup') return presentJob(row, counts, { asking: 0, etaSeconds: etaByItems(row, counts) });
  const eta = etaSeconds(jobStateSchema.parse(row.state), counts, providers);
  return presentJob(row, counts, { asking: await countAsked(sql, row.id, counts), etaSeconds: eta });
}

/** Running items whose lead has a provider call in flight, whoever pays for it; the other running ones are next. */
async function countAsked(sql: Sql, jobId: number, counts: Record<string, number>): Promise<number> {
  if ((counts.running ?? 0) === 0) return 0;
  const [row] = await sql.prisma.$queryRaw<{ asked: number | bigint }[]>`SELECT COUNT(*) AS "asked" FROM "Request"
    WHERE "jobId" = ${jobId} AND "state" = 'running' AND EXISTS (SELECT 1 FROM "Attempt"
      WHERE "Attempt"."leadId" = "Request"."leadId" AND "Attempt"."state" = 'sent')`;
  return Number(row?.asked ?? 0);
}

/** The events that tell of jobs' changes. */
export async function jobEvents(
  sql: Sql,
  jobIds: readonly number[],
  providers: readonly ProviderForecast[],
): Promise<NewEvent[]> {
  const rows = await sql.prisma.job.findMany({ where: { id: { in: [...jobIds] } }, orderBy: { id: 'asc' } });
  const events: NewEvent[] = [];
  for (const row of rows) {
    events.push({ topic: `job:${row.id}`, name: 'job.changed', data: await jobNow(sql, row, providers) });
  }
  return events;
}
