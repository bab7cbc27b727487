import { randomUUID } from 'node:crypto';
import type { LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { AppError } from '../../platform/errors.ts';
import { keptColumns } from '../leadColumns.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { selectionOf } from '../list/leadSet.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import { lockLeads } from '../lockLeads.ts';
import type { LeadSelection } from '../../jobs/newLeadJob.ts';
import { readSmallSet } from '../../jobs/startJob.ts';
import { leadNotFound } from '../leadWrite.ts';
import { lockProfiles } from '../refuseOtherProfile.ts';
import { openRestoring } from './openRestoring.ts';
import { restoreSome } from './restoreSome.ts';

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
  const found = await lockLeads(sql, ids);
  if (found.length === 0) return [];
  const these = Prisma.sql`"Lead"."id" IN (${idsFromJson(sql.dialect, found)})`;
  const copied = await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "DeletedLead" ("leadId", "undoToken", "deletedAt", ${kept})
      SELECT "id", ${undoToken}, ${instant(sql.dialect, at)}, ${kept} FROM "Lead" WHERE ${these}`,
  );
  if (copied === 0) return [];
  // Usually all of them exist, and their ids need not be read.
  const moved =
    copied === found.length
      ? found
      : await sql.prisma
          .$queryRaw<{ id: number | bigint }[]>(Prisma.sql`SELECT "id" FROM "Lead" WHERE ${these} ORDER BY "id"`)
          .then((rows) => rows.map(({ id }) => Number(id)));
  await sql.prisma.$executeRaw(Prisma.sql`DELETE FROM "Lead" WHERE ${these}`);
  return moved;
}

/**
 * Restores up to `mostAtOnce` leads of a deletion. A lead whose email or LinkedIn profile another lead has now is a
 * conflict: it stays deleted and can be restored later.
 * @returns null for a larger deletion, of which nothing was restored, and while a job restores this one
 * @throws AppError not_found when no lead of this token can be restored any more
 */
export async function restoreLeads(
  deps: LeadDeps,
  undoToken: string,
): Promise<{ restored: number; conflicts: number } | null> {
  return deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    // Of two restores at the same time, the second one waits, and finds what is left.
    await lockProfiles(sql);
    const ids = await readDeleted(sql, undoToken, at);
    if (ids.length > mostAtOnce || (await openRestoring(sql, undoToken)) !== null) return null;
    if (ids.length === 0) {
      throw new AppError(
        'not_found',
        'This deletion can no longer be undone: it is older than 24 hours, or already undone. Nothing was changed.',
      );
    }
    const restored = await restoreSome(sql, ids, at);
    await appendEvents(sql, restored.length === 0 ? [] : [leadsChanged(null)], at);
    return { restored: restored.length, conflicts: ids.length - restored.length };
  });
}

/**
 * Returns the ids of a deletion, at most one more than are restored at once. The index of the token bounds the time, so
 * a small deletion never becomes a job because the machine is busy.
 */
async function readDeleted(sql: Sql, undoToken: string, now: Date): Promise<number[]> {
  const rows = await sql.prisma.$queryRaw<{ id: number }[]>(
    Prisma.sql`${selectDeleted(sql.dialect, undoToken, now)} LIMIT CAST(${mostAtOnce + 1} AS INTEGER)`,
  );
  return rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
}

const selectDeleted = (dialect: Dialect, undoToken: string, now: Date): Prisma.Sql =>
  Prisma.sql`SELECT "leadId" AS "id" FROM "DeletedLead"
    WHERE "undoToken" = ${undoToken} AND "deletedAt" > ${instant(dialect, new Date(now.getTime() - undoableMs))}`;

/** Selects the leads of a token that can still be restored. */
export const deletedLeads = (dialect: Dialect, undoToken: string, now: Date): LeadSelection => ({
  find: async () => selectDeleted(dialect, undoToken, now),
  order: 'oldest',
  isOfDeleted: true,
});

const kept = Prisma.raw(keptColumns.map((name) => `"${name}"`).join(', '));
