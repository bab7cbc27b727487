import { randomUUID } from 'node:crypto';
import type { LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { AppError } from '../../platform/errors.ts';
import { blankLead } from '../editLead.ts';
import { foldedColumns } from '../foldText.ts';
import { columnNames, editedColumns, leadColumns, pickColumns } from '../leadColumns.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { selectionOf } from '../list/leadSet.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { LeadSelection } from '../../jobs/newLeadJob.ts';
import { readSmallSet } from '../../jobs/startJob.ts';
import { leadNotFound, newLeadColumns } from '../leadWrite.ts';
import { suppressedEmails } from './suppression.ts';

/** The limit of leads that a request deletes, restores, tags or clears at once. A job does so for larger sets. */
export const mostAtOnce = 1_000;
/** How long a deletion can be undone. */
export const undoableMs = 24 * 60 * 60 * 1_000;

/** Deletes one lead. @throws AppError not_found */
export async function deleteLead(deps: LeadDeps, id: number): Promise<void> {
  await deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const deleted = await moveToDeleted(sql, [id], randomUUID(), at);
    if (deleted.length === 0) throw leadNotFound(id);
    await appendEvents(sql, [{ topic: 'leads', name: 'lead.deleted', data: { id } }], at);
  });
  await deps.onLeadsGone([id]);
}

/**
 * Deletes a set of up to `mostAtOnce` leads.
 * @returns null for a larger set, of which nothing was deleted
 */
export async function deleteLeadSet(
  deps: LeadDeps,
  set: LeadSet,
): Promise<{ deleted: number; undoToken: string } | null> {
  const ids = await readSmallSet(deps.database, selectionOf(deps.database.dialect, set), mostAtOnce);
  if (ids === null) return null;
  const undoToken = randomUUID();
  const deleted = await deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const gone = await moveToDeleted(sql, ids, undoToken, at);
    await appendEvents(sql, gone.length === 0 ? [] : [leadsChanged(null)], at);
    return gone;
  });
  if (deleted.length > 0) await deps.onLeadsGone(deleted);
  return { deleted: deleted.length, undoToken };
}

/**
 * Moves leads with all their columns to `DeletedLead`. Call it in a transaction; the caller writes the events.
 * @returns the ids of the moved leads
 */
export async function moveToDeleted(sql: Sql, ids: number[], undoToken: string, at: Date): Promise<number[]> {
  const these = Prisma.sql`"Lead"."id" IN (${idsFromJson(sql.dialect, ids)})`;
  // On Postgres this also locks the leads, in the order that all transactions use.
  const lock = sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const found = await sql.prisma.$queryRaw<{ id: number }[]>(
    Prisma.sql`SELECT "id" FROM "Lead" WHERE ${these} ORDER BY "id" ${lock}`,
  );
  if (found.length === 0) return [];
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "DeletedLead" ("leadId", "undoToken", "data", "deletedAt")
      SELECT "id", ${undoToken}, ${wholeLead(sql.dialect)}, ${instant(sql.dialect, at)} FROM "Lead" WHERE ${these}`,
  );
  await sql.prisma.$executeRaw(Prisma.sql`DELETE FROM "Lead" WHERE ${these}`);
  return found.map(({ id }) => id);
}

/**
 * Restores up to `mostAtOnce` leads of a deletion. A lead whose email another lead has now is a conflict: it stays
 * deleted and can be restored later.
 * @returns null for a larger deletion, of which nothing was restored
 * @throws AppError not_found when no lead of this token can be restored any more
 */
export async function restoreLeads(
  deps: LeadDeps,
  undoToken: string,
): Promise<{ restored: number; conflicts: number } | null> {
  const { database, clock } = deps;
  const ids = await readSmallSet(database, deletedLeads(database.dialect, undoToken, clock.now()), mostAtOnce);
  if (ids === null) return null;
  if (ids.length === 0) {
    throw new AppError(
      'not_found',
      'This deletion can no longer be undone: it is older than 24 hours, or already undone. Nothing was changed.',
    );
  }
  return database.transaction(async (sql) => {
    const at = clock.now();
    const restored = await restoreSome(sql, ids, at);
    await appendEvents(sql, restored.length === 0 ? [] : [leadsChanged(null)], at);
    return { restored: restored.length, conflicts: ids.length - restored.length };
  });
}

/** Selects the leads of a token that can still be restored. */
export const deletedLeads = (dialect: Dialect, undoToken: string, now: Date): LeadSelection => ({
  find: async () => Prisma.sql`SELECT "leadId" AS "id" FROM "DeletedLead"
    WHERE "undoToken" = ${undoToken} AND "deletedAt" > ${instant(dialect, new Date(now.getTime() - undoableMs))}`,
  order: 'oldest',
  isOfDeleted: true,
});

/**
 * Restores deleted leads with their ids. Call it in a transaction; the caller writes the events.
 * @returns the ids of the restored leads
 */
export async function restoreSome(sql: Sql, ids: readonly number[], at: Date): Promise<number[]> {
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint }[]>(insertFromDeleted(sql.dialect, ids));
  const restored = rows.map(({ id }) => Number(id));
  if (restored.length > 0) await updateRestored(sql, restored, at);
  return restored;
}

/**
 * Resets what no longer holds for restored leads: states of phone lookups and email verifications that ran at the
 * deletion. Sets `doNotContact` where the email was suppressed since then.
 */
async function updateRestored(sql: Sql, ids: number[], at: Date): Promise<void> {
  const list = idsFromJson(sql.dialect, ids);
  await sql.prisma.$executeRaw(Prisma.sql`DELETE FROM "DeletedLead" WHERE "leadId" IN (${list})`);
  const wasRunning = Prisma.sql`"phoneStatus" IN ('queued', 'asking', 'on_hold')`;
  await sql.prisma.$executeRaw(Prisma.sql`UPDATE "Lead" SET "version" = "version" + 1, "updatedAt" = ${at},
    "emailCheck" = 'idle', "emailCheckUntil" = NULL,
    "phoneDetail" = CASE WHEN ${wasRunning} THEN NULL ELSE "phoneDetail" END,
    "phoneStatus" = CASE WHEN NOT (${wasRunning}) THEN "phoneStatus" WHEN "phoneNumber" IS NULL THEN 'none' ELSE 'found' END
    WHERE "id" IN (${list})`);
  const rows = await sql.prisma.$queryRaw<{ email: string }[]>(
    Prisma.sql`SELECT "email" FROM "Lead" WHERE "id" IN (${list}) AND "email" IS NOT NULL AND NOT "doNotContact"`,
  );
  const marked = await suppressedEmails(
    sql,
    rows.map(({ email }) => email),
  );
  if (marked.size > 0) {
    await sql.prisma.lead.updateMany({ where: { email: { in: [...marked] } }, data: { doNotContact: true } });
  }
}

function wholeLead(dialect: Dialect): Prisma.Sql {
  if (dialect === 'postgres') return Prisma.sql`to_jsonb("Lead")`;
  const parts = columnNames.map(
    (name) => `'${name}', ${leadColumns[name][0] === 'json' ? `json("${name}")` : `"${name}"`}`,
  );
  return Prisma.raw(`json_object(${parts.join(', ')})`);
}

/** Values of columns that a lead deleted by an older version lacks: those of a new lead. */
const addedColumns = Object.entries({
  ...newLeadColumns,
  ...pickColumns(blankLead, editedColumns),
  ...foldedColumns(blankLead),
}).filter(([, value]) => value !== null);

/** Inserts deleted leads again. A lead whose email another lead has by now is skipped and stays deleted. */
function insertFromDeleted(dialect: Dialect, ids: readonly number[]): Prisma.Sql {
  const these = Prisma.sql`WHERE "leadId" IN (${idsFromJson(dialect, ids)}) ON CONFLICT DO NOTHING RETURNING "id"`;
  if (dialect === 'postgres') {
    const added = JSON.stringify(Object.fromEntries(addedColumns));
    return Prisma.sql`INSERT INTO "Lead" SELECT lead.* FROM "DeletedLead",
      jsonb_populate_record(NULL::"Lead", ${added}::jsonb || "data") AS lead ${these}`;
  }
  const names = columnNames.map((name) => `"${name}"`).join(', ');
  const added = new Map<string, unknown>(addedColumns);
  const values = columnNames.map((name) => {
    const stored = `json_extract("data", '$.${name}')`;
    if (!added.has(name)) return stored;
    return `CASE WHEN json_type("data", '$.${name}') IS NULL THEN ${literal(added.get(name))} ELSE ${stored} END`;
  });
  return Prisma.sql`INSERT INTO "Lead" (${Prisma.raw(names)}) SELECT ${Prisma.raw(values.join(', '))} FROM "DeletedLead" ${these}`;
}

/** A constant of this code as SQLite stores it. */
const literal = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean'
    ? String(Number(value))
    : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
