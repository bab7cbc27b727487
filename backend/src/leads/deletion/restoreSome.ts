import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { instant } from '../../db/instant.ts';
import { holdersOf } from '../holdersOf.ts';
import { keptColumns } from '../leadColumns.ts';
import { isProfile, lockProfiles } from '../refuseOtherProfile.ts';
import { remarkLeads } from '../suppression/suppressionMarks.ts';
import { suppressedEmails } from './suppression.ts';

/**
 * Restores deleted leads with their ids. A lead whose email or LinkedIn profile another lead has by now stays deleted.
 * Call it in a transaction; the caller writes the events.
 * @returns the ids of the restored leads
 */
export async function restoreSome(sql: Sql, deletedIds: readonly number[], at: Date): Promise<number[]> {
  const ids = await withoutOtherProfiles(sql, deletedIds);
  const suppressed = await nowSuppressed(sql, ids);
  const changed = changedValues(sql.dialect, suppressed, at);
  const names = Prisma.raw(keptColumns.map((name) => `"${name}"`).join(', '));
  const values = keptColumns.map((name) => changed[name] ?? Prisma.raw(`"${name}"`));
  const these = Prisma.sql`"leadId" IN (${idsFromJson(sql.dialect, ids)})`;
  const count = await sql.prisma.$executeRaw`INSERT INTO "Lead" ("id", ${names})
    SELECT "leadId", ${Prisma.join(values)} FROM "DeletedLead" WHERE ${these}
    ON CONFLICT DO NOTHING`;
  if (count === 0) return [];
  // Usually all of them are restored, and their ids need not be read.
  const restored = count === ids.length ? [...ids] : await idsInBoth(sql, these);
  await sql.prisma.$executeRaw`DELETE FROM "DeletedLead" WHERE "leadId" IN (${idsFromJson(sql.dialect, restored)})`;
  await remarkLeads(sql, restored);
  return restored;
}

/** Leaves out the deleted leads whose LinkedIn profile another lead has, or an earlier one of these. */
async function withoutOtherProfiles(sql: Sql, ids: readonly number[]): Promise<number[]> {
  await lockProfiles(sql);
  // The database compares the addresses: usually none is taken, and none is read.
  const rows = await sql.prisma.$queryRaw<{ leadId: number | bigint; url: string }[]>`SELECT "leadId", "url"
    FROM (SELECT "leadId", "linkedinUrl" AS "url", COUNT(*) OVER (PARTITION BY "linkedinUrl") AS "times" FROM "DeletedLead"
      WHERE "leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "linkedinUrl" IS NOT NULL) AS "found"
    WHERE "times" > 1 OR EXISTS (SELECT 1 FROM "Lead" WHERE "Lead"."linkedinUrl" = "url") ORDER BY "leadId"`;
  const profiles = rows.filter(({ url }) => isProfile(url));
  if (profiles.length === 0) return [...ids];
  const urls = profiles.map(({ url }) => url);
  const taken = new Set((await holdersOf(sql, 'linkedinUrl', urls)).keys());
  const conflicts = new Set<number>();
  for (const { leadId, url } of profiles) {
    if (taken.has(url)) conflicts.add(Number(leadId));
    taken.add(url);
  }
  return ids.filter((id) => !conflicts.has(id));
}

/** Returns the ids of deleted leads that were just inserted again. */
async function idsInBoth(sql: Sql, these: Prisma.Sql): Promise<number[]> {
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "DeletedLead"
    JOIN "Lead" ON "Lead"."id" = "leadId" WHERE ${these}`;
  return rows.map(({ id }) => Number(id));
}

/**
 * The values of a restored lead that differ from the deleted ones. Phone lookups and email verifications that ran at the
 * deletion have ended. An email that was suppressed since then sets `doNotContact`.
 */
function changedValues(
  dialect: Dialect,
  suppressed: readonly number[],
  at: Date,
): Partial<Record<(typeof keptColumns)[number], Prisma.Sql>> {
  const wasRunning = Prisma.sql`"phoneStatus" IN ('queued', 'asking', 'on_hold')`;
  return {
    version: Prisma.sql`"version" + 1`,
    updatedAt: instant(dialect, at),
    emailCheck: Prisma.sql`'idle'`,
    emailCheckUntil: Prisma.sql`NULL`,
    phoneDetail: Prisma.sql`CASE WHEN ${wasRunning} THEN NULL ELSE "phoneDetail" END`,
    phoneStatus: Prisma.sql`CASE WHEN NOT (${wasRunning}) THEN "phoneStatus"
      WHEN "phoneNumber" IS NULL THEN 'none' ELSE 'found' END`,
    ...(suppressed.length > 0 && {
      doNotContact: Prisma.sql`("doNotContact" OR "leadId" IN (${idsFromJson(dialect, suppressed)}))`,
    }),
  };
}

/** Returns the ids of deleted leads whose email is on the suppression list. */
async function nowSuppressed(sql: Sql, ids: readonly number[]): Promise<number[]> {
  const [first] = await sql.prisma.$queryRaw<unknown[]>`SELECT 1 AS "one" FROM "Suppression" LIMIT 1`;
  if (first === undefined) return [];
  const rows = await sql.prisma.$queryRaw<{ leadId: number; email: string }[]>`SELECT "leadId", "email"
    FROM "DeletedLead" WHERE "leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "email" IS NOT NULL`;
  const marked = await suppressedEmails(
    sql,
    rows.map(({ email }) => email),
  );
  return rows.flatMap(({ leadId, email }) => (marked.has(email) ? Number(leadId) : []));
}
