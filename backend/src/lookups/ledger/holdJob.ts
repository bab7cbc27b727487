import type { PhoneStatus, Reason } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { moveCount, openItemStates } from '../../jobs/jobCounts.ts';
import { moveItems } from '../../jobs/jobItems.ts';
import { noDetail } from './requests.ts';

/**
 * Puts a job and its open items on hold. Calls in flight still settle.
 * @returns false when it was not queued or running
 */
export async function holdJob(sql: Sql, jobId: number, reason: Reason, now: Date): Promise<boolean> {
  const { count } = await sql.prisma.job.updateMany({
    where: { id: jobId, state: { in: ['queued', 'running'] } },
    data: { state: 'on_hold', errorCode: reason.code, errorText: reason.text },
  });
  if (count === 0) return false;
  await moveItems(sql, jobId, ['waiting', 'running'], 'on_hold');
  await showOnLeads(sql, jobId, ['queued'], 'on_hold', { provider: null, ...reason }, now);
  return true;
}

/** Ends the open items of a job as found whose own call found a number: it was charged. Call it before a cancel. */
export async function settlePaidFinds(sql: Sql, jobId: number, now: Date): Promise<void> {
  const paidFind = Prisma.sql`"startedAt" IS NOT NULL AND EXISTS (SELECT 1 FROM "Attempt"
    WHERE "Attempt"."leadId" = "Request"."leadId" AND "Attempt"."requestId" = "Request"."id"
      AND "Attempt"."state" = 'settled' AND "Attempt"."outcome" = 'found')`;
  for (const state of openItemStates) {
    const found = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = 'found', "endedAt" = ${now}
      WHERE "jobId" = ${jobId} AND "state" = ${state} AND "endedAt" IS NULL AND ${paidFind}`;
    await moveCount(sql, jobId, state, 'found', found);
  }
}

/**
 * Shows a job's state in the phone cells of its unsettled leads, except of those that somebody else wants now.
 * A lead that has a number shows the number again when its lookup is cancelled.
 */
export async function showOnLeads(
  sql: Sql,
  jobId: number,
  from: readonly PhoneStatus[],
  to: 'queued' | 'on_hold' | 'cancelled',
  reason: { code: string; provider: string | null; text: string } | null,
  now: Date,
): Promise<void> {
  const detail = reason === null ? null : JSON.stringify({ ...noDetail, reason });
  const asJson = sql.dialect === 'postgres' ? Prisma.sql`${detail}::jsonb` : Prisma.sql`${detail}`;
  const itemState = to === 'queued' ? 'waiting' : to;
  const status =
    to === 'cancelled'
      ? Prisma.sql`CASE WHEN "phoneNumber" IS NULL THEN 'cancelled' ELSE 'found' END`
      : Prisma.sql`${to}`;
  await sql.prisma
    .$executeRaw`UPDATE "Lead" SET "phoneStatus" = ${status}, "phoneDetail" = ${asJson}, "updatedAt" = ${now}
    WHERE "id" IN (SELECT "leadId" FROM "Request" WHERE "jobId" = ${jobId} AND "state" = ${itemState})
      AND "phoneStatus" IN (${Prisma.join([...from])})
      AND NOT EXISTS (SELECT 1 FROM "Request" AS "other" LEFT JOIN "Job" ON "Job"."id" = "other"."jobId"
        WHERE "other"."leadId" = "Lead"."id" AND "other"."endedAt" IS NULL AND "other"."kind" = 'phone_lookup'
          AND ("other"."jobId" IS NULL OR ("other"."jobId" <> ${jobId} AND "Job"."state" IN ('queued', 'running'))))`;
}
