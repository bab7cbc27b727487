import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { instant } from '../../db/instant.ts';
import { blankLead } from '../editLead.ts';
import { foldedColumns } from '../foldText.ts';
import { holdersOf } from '../holdersOf.ts';
import { columnNames, editedColumns, pickColumns } from '../leadColumns.ts';
import { newLeadColumns } from '../leadWrite.ts';
import { isProfile, lockProfiles } from '../refuseOtherProfile.ts';
import { remarkLeads } from '../suppression/suppressionMarks.ts';
import { suppressedEmails } from './suppression.ts';

type Column = (typeof columnNames)[number];

/**
 * Restores deleted leads with their ids. A lead whose email or LinkedIn profile another lead has by now stays deleted.
 * Call it in a transaction; the caller writes the events.
 * @returns the ids of the restored leads
 */
export async function restoreSome(sql: Sql, deletedIds: readonly number[], at: Date): Promise<number[]> {
  const ids = await withoutOtherProfiles(sql, deletedIds);
  const suppressed = await nowSuppressed(sql, ids);
  const values = restoredValues(sql.dialect, suppressed, at);
  const names = Prisma.raw(columnNames.map((name) => `"${name}"`).join(', '));
  const these = Prisma.sql`"leadId" IN (${idsFromJson(sql.dialect, ids)})`;
  const count = await sql.prisma.$executeRaw`INSERT INTO "Lead" (${names})
    SELECT ${Prisma.join(columnNames.map((name) => values[name]))} FROM ${deletedLead(sql.dialect)} WHERE ${these}
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
  const rows = await sql.prisma.$queryRaw<{ leadId: number | bigint; url: string }[]>`SELECT "leadId",
    "data"->>'linkedinUrl' AS "url" FROM "DeletedLead"
    WHERE "leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "data"->>'linkedinUrl' IS NOT NULL ORDER BY "leadId"`;
  const profiles = rows.filter(({ url }) => isProfile(url));
  if (profiles.length === 0) return [...ids];
  await lockProfiles(sql);
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
 * The values of a restored lead: those that were deleted, except what no longer holds. Phone lookups and email
 * verifications that ran at the deletion have ended. An email that was suppressed since then sets `doNotContact`.
 */
function restoredValues(dialect: Dialect, suppressed: readonly number[], at: Date): Record<Column, Prisma.Sql> {
  const stored = Object.fromEntries(columnNames.map((name) => [name, storedValue(dialect, name)])) as Record<
    Column,
    Prisma.Sql
  >;
  const wasRunning = Prisma.sql`${stored.phoneStatus} IN ('queued', 'asking', 'on_hold')`;
  return {
    ...stored,
    version: Prisma.sql`${stored.version} + 1`,
    updatedAt: instant(dialect, at),
    emailCheck: Prisma.sql`'idle'`,
    emailCheckUntil: Prisma.sql`NULL`,
    phoneDetail: Prisma.sql`CASE WHEN ${wasRunning} THEN NULL ELSE ${stored.phoneDetail} END`,
    phoneStatus: Prisma.sql`CASE WHEN NOT (${wasRunning}) THEN ${stored.phoneStatus}
      WHEN ${stored.phoneNumber} IS NULL THEN 'none' ELSE 'found' END`,
    doNotContact:
      suppressed.length === 0
        ? stored.doNotContact
        : Prisma.sql`(${stored.doNotContact} OR "leadId" IN (${idsFromJson(dialect, suppressed)}))`,
  };
}

/** Values of columns that a lead deleted by an older version lacks: those of a new lead. */
const addedValues: Record<string, unknown> = Object.fromEntries(
  Object.entries({
    ...newLeadColumns,
    ...pickColumns(blankLead, editedColumns),
    ...foldedColumns(blankLead),
  }).filter(([, value]) => value !== null),
);

/** On Postgres the columns are read once per lead, on SQLite each value by its path. */
const deletedLead = (dialect: Dialect): Prisma.Sql =>
  dialect === 'sqlite'
    ? Prisma.sql`"DeletedLead"`
    : Prisma.sql`"DeletedLead", jsonb_populate_record(NULL::"Lead", ${JSON.stringify(addedValues)}::jsonb || "data") AS "stored"`;

function storedValue(dialect: Dialect, name: Column): Prisma.Sql {
  if (dialect === 'postgres') return Prisma.raw(`"stored"."${name}"`);
  const value = `json_extract("data", '$.${name}')`;
  return Prisma.raw(name in addedValues ? `COALESCE(${value}, ${literal(addedValues[name])})` : value);
}

/** A constant of this code as SQLite stores it. */
const literal = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean'
    ? String(Number(value))
    : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;

/** Returns the ids of deleted leads whose email is on the suppression list. */
async function nowSuppressed(sql: Sql, ids: readonly number[]): Promise<number[]> {
  const [first] = await sql.prisma.$queryRaw<unknown[]>`SELECT 1 AS "one" FROM "Suppression" LIMIT 1`;
  if (first === undefined) return [];
  const rows = await sql.prisma.$queryRaw<
    { leadId: number; email: string }[]
  >`SELECT "leadId", "data"->>'email' AS "email"
    FROM "DeletedLead" WHERE "leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "data"->>'email' IS NOT NULL`;
  const marked = await suppressedEmails(
    sql,
    rows.map(({ email }) => email),
  );
  return rows.flatMap(({ leadId, email }) => (marked.has(email) ? Number(leadId) : []));
}
