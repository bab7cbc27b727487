import { Prisma, type Sql } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../leads/list/leadFilter.ts';

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
      WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "email" IS NOT NULL RETURNING "id", "email"`,
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
 * Marks the leads of a job's open items, except leads that another check works on.
 * @param to `idle`: for a job that is paused or cancelled
 */
export async function markEmailJob(
  sql: Sql,
  jobId: number,
  to: 'queued' | 'idle',
  until: Date | null,
  now: Date,
): Promise<void> {
  const end = until === null ? Prisma.sql`NULL` : instant(sql.dialect, until);
  const from = to === 'queued' ? Prisma.sql`AND "emailCheck" = 'idle'` : Prisma.sql`AND "emailCheck" <> 'idle'`;
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "emailCheck" = ${to}, "emailCheckUntil" = ${end},
      "updatedAt" = ${instant(sql.dialect, now)}
    WHERE "id" IN (SELECT "leadId" FROM "Request" WHERE "jobId" = ${jobId} AND "state" IN ('waiting', 'cancelled'))
      AND "email" IS NOT NULL ${from}
      AND NOT EXISTS (SELECT 1 FROM "Request" AS "other" LEFT JOIN "Job" ON "Job"."id" = "other"."jobId"
        WHERE "other"."leadId" = "Lead"."id" AND "other"."endedAt" IS NULL AND "other"."kind" = 'email_verification'
          AND ("other"."jobId" IS NULL OR ("other"."jobId" <> ${jobId} AND "Job"."state" IN ('queued', 'running'))))`;
}
