import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';

/**
 * Shows on leads that their email is being checked. The old verdict stays until the new one.
 * @param until the time limit of the check
 * @returns the email of each lead that exists and has one
 */
export async function markEmailChecks(
  sql: Sql,
  leadIds: number[],
  until: Date,
  now: Date,
): Promise<Map<number, string>> {
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint; email: string }[]>(
    Prisma.sql`UPDATE "Lead" SET "emailCheck" = 'checking', "emailCheckUntil" = ${instant(sql.dialect, until)},
        "updatedAt" = ${instant(sql.dialect, now)}
      WHERE "id" IN (SELECT "id" FROM "Lead" WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "email" IS NOT NULL
        ORDER BY "id" ${sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty}) RETURNING "id", "email"`,
  );
  return new Map(rows.map(({ id, email }) => [Number(id), email]));
}

/** Removes the mark from leads that got no verdict. */
export async function unmarkEmailChecks(sql: Sql, leadIds: number[], now: Date): Promise<void> {
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "emailCheck" = 'idle', "emailCheckUntil" = NULL,
      "updatedAt" = ${instant(sql.dialect, now)}
    WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "emailCheck" <> 'idle'`;
}

/**
 * Removes the marks of leads that a paused or cancelled job was checking, unless another check of the lead runs. Uses
 * its own transaction: a transaction that has locked a job must not wait for leads.
 */
export async function endMarks(database: Database, jobId: number, leadIds: number[], now: Date): Promise<void> {
  if (leadIds.length === 0) return;
  await database.transaction(async (sql) => {
    const left = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "Lead"
      WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "emailCheck" <> 'idle'
        AND NOT EXISTS (SELECT 1 FROM "Request" LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
          WHERE "Request"."leadId" = "Lead"."id" AND "Request"."kind" = 'email_verification'
            AND "Request"."state" = 'running' AND "Request"."jobId" IS DISTINCT FROM ${jobId}
            AND ("Request"."jobId" IS NULL OR "Job"."state" = 'running'))
      ORDER BY "id" ${sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty}`;
    await unmarkEmailChecks(
      sql,
      left.map(({ id }) => Number(id)),
      now,
    );
    await appendEvents(sql, left.length === 0 ? [] : [leadsChanged(jobId)], now);
  });
}
