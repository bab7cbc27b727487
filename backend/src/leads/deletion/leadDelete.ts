import { randomUUID } from 'node:crypto';
import type { LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { AppError } from '../../platform/errors.ts';
import { columnNames, leadColumns } from '../leadColumns.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../list/leadFilter.ts';
import { selectLeadIds } from '../list/leadSet.ts';
import { leadNotFound } from '../leadWrite.ts';
import { suppressedEmails } from './suppression.ts';

/** More leads than these are deleted by a job. */
const mostDeletedAtOnce = 1_000;
/** How long a deletion can be undone. */
export const undoableMs = 24 * 60 * 60 * 1_000;

/** @throws AppError not_found */
export async function deleteLead(deps: LeadDeps, id: number): Promise<void> {
  await deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const deleted = await takeLeadsAway(sql, [id], randomUUID(), at);
    if (deleted.length === 0) throw leadNotFound(id);
    await appendEvents(sql, [{ topic: 'leads', name: 'lead.deleted', data: { id } }], at);
  });
  await deps.onLeadsGone([id]);
}

/**
 * Deletes a set of up to `mostDeletedAtOnce` leads.
 * @returns null, with nothing done, when the set is larger
 */
export async function deleteLeadSet(
  deps: LeadDeps,
  set: LeadSet,
): Promise<{ deleted: number; undoToken: string } | null> {
  const undoToken = randomUUID();
  const deleted = await deps.database.transaction(async (sql) => {
    const rows = await sql.prisma.$queryRaw<{ id: number }[]>(
      Prisma.sql`${selectLeadIds(sql.dialect, set)} LIMIT ${mostDeletedAtOnce + 1}`,
    );
    if (rows.length > mostDeletedAtOnce) return null;
    const at = deps.clock.now();
    const ids = await takeLeadsAway(
      sql,
      rows.map(({ id }) => id),
      undoToken,
      at,
    );
    await appendEvents(sql, bulkEvent(ids.length), at);
    return ids;
  });
  if (!deleted) return null;
  if (deleted.length > 0) await deps.onLeadsGone(deleted);
  return { deleted: deleted.length, undoToken };
}

/**
 * Moves leads to `DeletedLead`, whole, inside the caller's transaction; events are the caller's, too.
 * @returns the ids of those that were there
 */
export async function takeLeadsAway(sql: Sql, ids: number[], undoToken: string, at: Date): Promise<number[]> {
  const these = Prisma.sql`"Lead"."id" IN (${idsFromJson(sql.dialect, ids)})`;
  // On Postgres this also locks them, in the order that everybody takes.
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
 * Undoes a deletion: leads come back with their ids, except where another lead has the e-mail by now (a conflict,
 * which stays undoable).
 * @throws AppError not_found when there is nothing to undo under this token any more
 */
export async function restoreLeads(
  deps: LeadDeps,
  undoToken: string,
): Promise<{ restored: number; conflicts: number }> {
  return deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const total = await sql.prisma.deletedLead.count({
      where: { undoToken, deletedAt: { gt: new Date(at.getTime() - undoableMs) } },
    });
    if (total === 0) throw new AppError('not_found', 'This deletion can no longer be undone.');
    const rows = await sql.prisma.$queryRaw<{ id: number }[]>(insertFromDeleted(sql.dialect, undoToken));
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await tidyRestored(sql, ids, at);
      await appendEvents(sql, bulkEvent(ids.length), at);
    }
    return { restored: ids.length, conflicts: total - ids.length };
  });
}

/** What was going on when they were deleted has ended, and a mark that was set meanwhile holds. */
async function tidyRestored(sql: Sql, ids: number[], at: Date): Promise<void> {
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

const bulkEvent = (count: number) =>
  count === 0 ? [] : [{ topic: 'leads', name: 'leads.changed' as const, data: { jobId: null, importId: null } }];

function wholeLead(dialect: Dialect): Prisma.Sql {
  if (dialect === 'postgres') return Prisma.sql`to_jsonb("Lead")`;
  const parts = columnNames.map(
    (name) => `'${name}', ${leadColumns[name][0] === 'json' ? `json("${name}")` : `"${name}"`}`,
  );
  return Prisma.raw(`json_object(${parts.join(', ')})`);
}

/** The unique e-mail has the last word about who can come back. */
function insertFromDeleted(dialect: Dialect, undoToken: string): Prisma.Sql {
  const these = Prisma.sql`WHERE "undoToken" = ${undoToken} ON CONFLICT DO NOTHING RETURNING "id"`;
  if (dialect === 'postgres') {
    return Prisma.sql`INSERT INTO "Lead" SELECT lead.* FROM "DeletedLead", jsonb_populate_record(NULL::"Lead", "data") AS lead ${these}`;
  }
  const names = columnNames.map((name) => `"${name}"`).join(', ');
  const values = columnNames.map((name) => `json_extract("data", '$.${name}')`).join(', ');
  return Prisma.sql`INSERT INTO "Lead" (${Prisma.raw(names)}) SELECT ${Prisma.raw(values)} FROM "DeletedLead" ${these}`;
}
