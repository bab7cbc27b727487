import { Prisma, type Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import { instant } from '../db/instant.ts';

/** The states of items that are not settled yet. */
export const openItemStates = ['waiting', 'running'] as const;

/**
 * Returns the shown state of an item. For an open item, the job's state determines the shown state, because steering a
 * job writes only the job's row and its running items.
 */
export function shownItemState(jobState: string, stored: string): string {
  if (stored !== 'waiting' && stored !== 'running') return stored;
  switch (jobState) {
    case 'preparing':
    case 'paused':
      return 'waiting';
    case 'on_hold':
      return 'on_hold';
    case 'cancelling':
    case 'cancelled':
    case 'failed':
      return 'cancelled';
    default:
      return stored;
  }
}

/** Lists the stored states that are shown as one of these states. */
export const storedItemStates = (jobState: string, shown: readonly string[]): string[] => [
  ...shown.filter((state) => shownItemState(jobState, state) === state),
  ...openItemStates.filter((state) => !shown.includes(state) && shown.includes(shownItemState(jobState, state))),
];

/** A job's items by state, as they read. A job that fails writes its last counts itself. */
export function shownCounts(jobState: string, counts: Record<string, number>): Record<string, number> {
  if (jobState === 'failed') return counts;
  const shown: Record<string, number> = {};
  for (const [stored, count] of Object.entries(counts)) {
    const state = shownItemState(jobState, stored);
    shown[state] = (shown[state] ?? 0) + count;
  }
  return shown;
}

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

/** Reads the stored counts of a job's items, by state. */
export const readCounts = async (sql: Sql, jobId: number): Promise<Record<string, number>> =>
  (await readCountsOf(sql, [jobId])).get(jobId) ?? {};

/** Reads the stored counts of several jobs; a job without items is missing. */
export async function readCountsOf(sql: Sql, jobIds: readonly number[]): Promise<Map<number, Record<string, number>>> {
  if (jobIds.length === 0) return new Map();
  const rows = await sql.prisma.$queryRaw<{ jobId: number; state: string; count: number }[]>`
    SELECT "jobId", "state", "count" FROM "JobCount" WHERE "jobId" IN (${idsFromJson(sql.dialect, jobIds)}) AND "count" <> 0`;
  const counts = new Map<number, Record<string, number>>();
  for (const { jobId, state, count } of rows) counts.set(jobId, { ...counts.get(jobId), [state]: count });
  return counts;
}

/** Counts a job's requests by state. The result must always equal `readCounts`. */
export async function countRequests(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const rows = await sql.prisma.request.groupBy({ by: ['state'], where: { jobId }, _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
}

export const openItems = (counts: Record<string, number>): number =>
  openItemStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/** The condition that a provider call of a job is in flight: its answer may still change the job's counts. */
const callUnderWay = (sql: Sql, jobId: number, now: Date): Prisma.Sql => Prisma.sql`EXISTS (SELECT 1 FROM "Attempt"
    WHERE "jobId" = ${jobId} AND "state" = 'sent' AND "leaseUntil" > ${instant(sql.dialect, now)})`;

/** Returns whether a provider call of a job is in flight. */
export async function hasCallUnderWay(sql: Sql, jobId: number, now: Date): Promise<boolean> {
  const found = await sql.prisma.$queryRaw<unknown[]>`SELECT 1 AS "one" WHERE ${callUnderWay(sql, jobId, now)}`;
  return found.length > 0;
}

/**
 * Completes an active job that has no open item and no call in flight. An item can end before its call does.
 * Returns whether it completed the job.
 */
export async function completeIfDone(sql: Sql, jobId: number, now: Date): Promise<boolean> {
  const changed = await sql.prisma.$executeRaw`UPDATE "Job"
    SET "state" = 'completed', "endedAt" = ${instant(sql.dialect, now)}, "errorCode" = NULL, "errorText" = NULL,
      "errorSource" = NULL
    WHERE "id" = ${jobId} AND "state" IN ('queued', 'running', 'paused', 'on_hold')
      AND NOT EXISTS (SELECT 1 FROM "JobCount"
        WHERE "jobId" = ${jobId} AND "state" IN (${Prisma.join([...openItemStates])}) AND "count" > 0)
      AND NOT ${callUnderWay(sql, jobId, now)}`;
  return changed > 0;
}
