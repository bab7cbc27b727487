import type { EmailVerification } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { groupedRows } from '../../leads/groupedRows.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';

export interface LeadVerdict extends EmailVerification {
  leadId: number;
}

/**
 * Writes verdicts on leads, in a constant number of statements. Skips leads that were deleted or whose email has changed.
 * @param source see keepLeadChanges
 * @returns the ids of the written leads
 */
export async function writeVerdicts(
  sql: Sql,
  verdicts: readonly LeadVerdict[],
  source: string,
  now: Date,
): Promise<Set<number>> {
  if (verdicts.length === 0) return new Set();
  const { dialect } = sql;
  const ids = idsFromJson(
    dialect,
    verdicts.map(({ leadId }) => leadId),
  );
  const lock = dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const leads = await sql.prisma.$queryRaw<{ id: number | bigint; email: string | null }[]>(
    Prisma.sql`SELECT "id", "email" FROM "Lead" WHERE "id" IN (${ids}) ORDER BY "id" ${lock}`,
  );
  const emailOf = new Map(leads.map(({ id, email }) => [Number(id), email]));
  const current = verdicts.filter(({ leadId, email }) => emailOf.get(leadId) === email);
  if (current.length === 0) return new Set();

  const { from, id, cell, time } = groupedRows(
    dialect,
    current.map(({ leadId, verdict, reasons, checkedAt, depth, suggestion, retryAt }) => [
      leadId,
      [
        verdict,
        verdict === 'valid' ? true : verdict === 'invalid' ? false : null,
        reasons,
        Date.parse(checkedAt),
        depth,
        suggestion,
        retryAt === null ? null : Date.parse(retryAt),
      ],
    ]),
  );
  const asJson = (text: Prisma.Sql): Prisma.Sql =>
    dialect === 'sqlite' ? Prisma.sql`'"' || ${text} || '"'` : Prisma.sql`to_jsonb(${text})`;
  await sql.prisma.$executeRaw`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
    SELECT "Lead"."id", 'emailVerdict', ${asJson(Prisma.sql`"Lead"."emailVerdict"`)}, ${asJson(cell(0))}, ${source},
      ${instant(dialect, now)}
    FROM ${from} JOIN "Lead" ON "Lead"."id" = ${id} WHERE "Lead"."emailVerdict" IS DISTINCT FROM ${cell(0)}`;
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "emailVerdict" = ${cell(0)}, "emailVerified" = ${cell(1, 'boolean')},
      "emailReasons" = ${cell(2, 'jsonb')}, "emailCheckedAt" = ${time(3)}, "emailDepth" = ${cell(4)},
      "emailSuggestion" = ${cell(5)}, "emailRetryAt" = ${time(6)},
      "emailCheck" = 'idle', "emailCheckUntil" = NULL, "updatedAt" = ${instant(dialect, now)}
    FROM ${from} WHERE "Lead"."id" = ${id}`;
  return new Set(current.map(({ leadId }) => leadId));
}
