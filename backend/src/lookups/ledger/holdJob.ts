import type { Reason } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { moveCount } from '../../jobs/jobCounts.ts';
import { addToPace } from '../../jobs/jobPace.ts';
import { addToProviders, countedAs, countedValue, linesOfItems, ownFind } from './jobProviders.ts';

/** Why a job is on hold. `source`: the id of the provider that it waits for. */
export interface HoldReason extends Reason {
  source?: string | null;
}

/**
 * Puts a job on hold. Its open items are shown as on hold. Calls in flight still settle.
 * @returns false when it was not queued or running
 */
export async function holdJob(sql: Sql, jobId: number, reason: HoldReason): Promise<boolean> {
  const { count } = await sql.prisma.job.updateMany({
    where: { id: jobId, state: { in: ['queued', 'running'] } },
    data: { state: 'on_hold', errorCode: reason.code, errorText: reason.text, errorSource: reason.source ?? null },
  });
  return count > 0;
}

/**
 * Counts the calls of a job's running items, and ends those whose own call found a number as found, because the call was
 * charged. Call it before a cancel.
 */
export async function settlePaidFinds(sql: Sql, jobId: number, now: Date): Promise<void> {
  const running = await sql.prisma.request.findMany({
    where: { jobId, state: 'running', endedAt: null },
    select: { id: true },
  });
  const lines = await linesOfItems(
    sql,
    running.map(({ id }) => id),
  );
  const changes = [...new Set(lines.map(({ itemId }) => itemId))].map((id) => {
    const its = lines.filter(({ itemId }) => itemId === id);
    const paidFind = ownFind(its);
    return { id, paidFind, before: {}, after: countedAs(its, paidFind) };
  });
  for (const { id, after } of changes) {
    await sql.prisma.$executeRaw`UPDATE "Request" SET "counted" = ${countedValue(sql, after)} WHERE "id" = ${id}`;
  }
  const paid = changes.flatMap(({ id, paidFind }) => (paidFind === null ? [] : id));
  const found = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = 'found', "endedAt" = ${now}
    WHERE "id" IN (${idsFromJson(sql.dialect, paid)}) AND "state" = 'running' AND "endedAt" IS NULL`;
  await moveCount(sql, jobId, 'running', 'found', found);
  await addToProviders(sql, jobId, changes);
  await addToPace(sql, jobId, { found }, now);
}
