import type { EmailVerification } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { keepLeadChanges } from './leadChanges.ts';
import { idsFromJson, instant } from './leadFilter.ts';

export interface LeadVerdict extends EmailVerification {
  leadId: number;
}

/**
 * Writes verdicts on leads, in statements whose number doesn't depend on how many there are. A lead that has another
 * e-mail by now, or none, or is gone, is left alone.
 * @param source see keepLeadChanges
 * @returns the leads that were written
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
  const before = await sql.prisma.$queryRaw<{ id: number | bigint; email: string | null; verdict: string | null }[]>(
    Prisma.sql`SELECT "id", "email", "emailVerdict" AS "verdict" FROM "Lead" WHERE "id" IN (${ids}) ORDER BY "id" ${lock}`,
  );
  const known = new Map(before.map(({ id, ...rest }) => [Number(id), rest]));
  const current = verdicts.filter(({ leadId, email }) => known.get(leadId)?.email === email);
  if (current.length === 0) return new Set();

  const rows = JSON.stringify(
    current.map(({ leadId, verdict, reasons, checkedAt, depth, suggestion, retryAt }) => [
      leadId,
      verdict,
      verdict === 'valid' ? true : verdict === 'invalid' ? false : null,
      reasons,
      Date.parse(checkedAt),
      depth,
      suggestion,
      retryAt === null ? null : Date.parse(retryAt),
    ]),
  );
  const given =
    dialect === 'sqlite'
      ? Prisma.sql`json_each(${rows}) AS "given"`
      : Prisma.sql`jsonb_array_elements(${rows}::jsonb) AS "given"("value")`;
  const cell = (index: number): Prisma.Sql => Prisma.raw(`("given"."value"->>${index})`);
  const typed = (index: number, type: string): Prisma.Sql =>
    dialect === 'sqlite' ? cell(index) : Prisma.raw(`("given"."value"->>${index})::${type}`);
  const time = (index: number): Prisma.Sql =>
    dialect === 'sqlite' ? cell(index) : Prisma.sql`to_timestamp(${typed(index, 'float8')} / 1000)`;
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "emailVerdict" = ${cell(1)}, "emailVerified" = ${typed(2, 'boolean')},
      "emailReasons" = ${typed(3, 'jsonb')}, "emailCheckedAt" = ${time(4)}, "emailDepth" = ${cell(5)},
      "emailSuggestion" = ${cell(6)}, "emailRetryAt" = ${time(7)},
      "emailCheck" = 'idle', "emailCheckUntil" = NULL, "updatedAt" = ${instant(dialect, now)}
    FROM ${given} WHERE "Lead"."id" = ${typed(0, 'int')}`;
  await keepLeadChanges(
    sql,
    current.flatMap(({ leadId, verdict }) => {
      const old = known.get(leadId)?.verdict ?? null;
      return old === verdict ? [] : [{ leadId, field: 'emailVerdict', old, new: verdict }];
    }),
    source,
    now,
  );
  return new Set(current.map(({ leadId }) => leadId));
}
