import { Prisma, type Sql } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../leads/list/leadFilter.ts';

/**
 * Shows on leads that their e-mail is being checked. The verdict they have stays until there is a new one.
 * @param until when the check must have ended
 * @returns the e-mail of each that is there and has one
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

/** Takes the mark off again, where no verdict came of it. */
export async function unmarkEmailChecks(sql: Sql, leadIds: number[], now: Date): Promise<void> {
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "emailCheck" = 'idle', "emailCheckUntil" = NULL,
      "updatedAt" = ${instant(sql.dialect, now)}
    WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "emailCheck" <> 'idle'`;
}

/**
 * The same for all open items of a job at once, except of leads that somebody else checks now.
 * @param to `idle`: the job stands still, so that nothing seems to go on
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
