import type { Reason } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { moveCount } from '../../jobs/jobCounts.ts';

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
 * Ends the running items whose own call found a number as found, because the call was charged. Call it before a cancel.
 */
export async function settlePaidFinds(sql: Sql, jobId: number, now: Date): Promise<void> {
  const paidFind = Prisma.sql`EXISTS (SELECT 1 FROM "Attempt"
    WHERE "Attempt"."leadId" = "Request"."leadId" AND "Attempt"."requestId" = "Request"."id"
      AND "Attempt"."state" = 'settled' AND "Attempt"."outcome" = 'found')`;
  const found = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = 'found', "endedAt" = ${now}
    WHERE "jobId" = ${jobId} AND "state" = 'running' AND "endedAt" IS NULL AND ${paidFind}`;
  await moveCount(sql, jobId, 'running', 'found', found);
}
