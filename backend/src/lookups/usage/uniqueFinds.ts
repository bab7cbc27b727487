import type { Mode, ProviderStats } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';

/** The last calls of the span among which the finds are compared. */
const comparedCalls = 5_000;

/**
 * Compares a provider's finds with the answers of other providers about the same leads, in the same mode.
 * - `unique`: another provider answered, and none of them had a number.
 * - `shared`: another provider had a number too.
 * - `notCompared`: no other provider ever answered. Whether one had a number is not known.
 */
export async function readUniqueFinds(
  database: Database,
  { provider, mode, since, until }: { provider: string; mode: Mode; since: Date; until: Date },
): Promise<ProviderStats['uniqueFinds']> {
  const [row] = await database.scan<Record<'unique' | 'shared' | 'notCompared', number | bigint | null>>(
    Prisma.sql`SELECT sum(CASE WHEN "others" > 0 AND "othersFound" = 0 THEN 1 ELSE 0 END) AS "unique",
        sum(CASE WHEN "othersFound" > 0 THEN 1 ELSE 0 END) AS "shared",
        sum(CASE WHEN "others" = 0 THEN 1 ELSE 0 END) AS "notCompared"
      FROM (SELECT "finds"."leadId", count(CASE WHEN "other"."state" = 'settled' THEN 1 END) AS "others",
          count(CASE WHEN "other"."state" = 'settled' AND "other"."outcome" = 'found' THEN 1 END) AS "othersFound"
        FROM (SELECT DISTINCT "leadId" FROM (SELECT "leadId", "outcome" FROM "Attempt"
            WHERE "provider" = ${provider} AND "mode" = ${mode} AND "sentAt" >= ${since} AND "sentAt" <= ${until}
            ORDER BY "sentAt" DESC LIMIT ${comparedCalls}) AS "recent" WHERE "outcome" = 'found') AS "finds"
          LEFT JOIN "Attempt" AS "other" ON "other"."leadId" = "finds"."leadId" AND "other"."mode" = ${mode}
            AND "other"."provider" <> ${provider}
        GROUP BY "finds"."leadId") AS "compared"`,
  );
  return {
    unique: Number(row?.unique ?? 0),
    shared: Number(row?.shared ?? 0),
    notCompared: Number(row?.notCompared ?? 0),
  };
}
