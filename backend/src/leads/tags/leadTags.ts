import type { LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import { readSmallSet } from '../../jobs/startJob.ts';
import { mostAtOnce } from '../deletion/leadDelete.ts';
import { selectionOf } from '../list/leadSet.ts';

export interface TagChange {
  add: string[];
  remove: string[];
}

/** Removes duplicates. A tag in both lists is added. */
export function readTagChange(tags: TagChange): TagChange {
  const add = [...new Set(tags.add)];
  return { add, remove: tags.remove.filter((tag) => !add.includes(tag)) };
}

/**
 * Adds tags to a set of up to `mostAtOnce` leads and removes tags from it.
 * @returns the number of changed leads; null for a larger set, of which nothing was changed
 */
export async function changeTags(deps: LeadDeps, set: LeadSet, tags: TagChange): Promise<number | null> {
  const change = readTagChange(tags);
  if (change.add.length === 0 && change.remove.length === 0) return 0;
  const ids = await readSmallSet(deps.database, selectionOf(deps.database.dialect, set), mostAtOnce);
  if (ids === null) return null;
  return deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const changed = await writeTags(sql, ids, change, 'person', at);
    await appendEvents(sql, changed.length === 0 ? [] : [leadsChanged(null)], at);
    return changed.length;
  });
}

/**
 * Changes the tags of some leads and stores the changes in the history. Call it in a transaction.
 * @param source see keepLeadChanges
 * @returns the ids of the changed leads
 */
export async function writeTags(
  sql: Sql,
  ids: readonly number[],
  tags: TagChange,
  source: string,
  at: Date,
): Promise<number[]> {
  const after = newTags(sql.dialect, tags);
  const affected = Prisma.sql`"Lead"."id" IN (${idsFromJson(sql.dialect, ids)}) AND ${differs(sql.dialect, tags)}`;
  const changeColumns = Prisma.raw('"LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")');
  if (sql.dialect === 'postgres') {
    const rows = await sql.prisma.$queryRaw<{ leadId: number }[]>`
      WITH locked AS (SELECT "id", "tags" AS "old" FROM "Lead" WHERE ${affected} ORDER BY "id" FOR UPDATE),
      changed AS (
        UPDATE "Lead" SET "tags" = ${after}, "version" = "version" + 1, "updatedAt" = ${instant(sql.dialect, at)}
        FROM locked WHERE "Lead"."id" = locked."id" RETURNING "Lead"."id", locked."old", "Lead"."tags" AS "new")
      INSERT INTO ${changeColumns} SELECT "id", 'tags', "old", "new", ${source}, ${instant(sql.dialect, at)} FROM changed
      RETURNING "leadId"`;
    return rows.map(({ leadId }) => leadId);
  }
  await sql.prisma.$executeRaw(Prisma.sql`
    INSERT INTO ${changeColumns} SELECT "Lead"."id", 'tags', "Lead"."tags", ${after}, ${source}, ${instant(sql.dialect, at)}
    FROM "Lead" WHERE ${affected}`);
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint }[]>(Prisma.sql`
    UPDATE "Lead" SET "tags" = ${after}, "version" = "version" + 1, "updatedAt" = ${at} WHERE ${affected} RETURNING "id"`);
  return rows.map(({ id }) => Number(id));
}

/** SQL for the tags after the change: the kept tags in their order, then the new ones. */
function newTags(dialect: Dialect, { add, remove }: { add: string[]; remove: string[] }): Prisma.Sql {
  const added = JSON.stringify(add);
  const removed = JSON.stringify(remove);
  return dialect === 'sqlite'
    ? Prisma.sql`(SELECT json_group_array(tag ORDER BY place) FROM (
        SELECT value AS tag, key AS place FROM json_each("Lead"."tags")
          WHERE value NOT IN (SELECT value FROM json_each(${removed}))
        UNION ALL SELECT value, 100000 + key FROM json_each(${added})
          WHERE value NOT IN (SELECT value FROM json_each("Lead"."tags"))))`
    : Prisma.sql`(SELECT COALESCE(jsonb_agg(tag ORDER BY place), '[]'::jsonb) FROM (
        SELECT tag, place FROM jsonb_array_elements_text("Lead"."tags") WITH ORDINALITY AS kept(tag, place)
          WHERE tag NOT IN (SELECT jsonb_array_elements_text(${removed}::jsonb))
        UNION ALL SELECT tag, 100000 + place FROM jsonb_array_elements_text(${added}::jsonb) WITH ORDINALITY AS added(tag, place)
          WHERE tag NOT IN (SELECT jsonb_array_elements_text("Lead"."tags"))) AS tags)`;
}

/** SQL for whether the change affects a lead. */
function differs(dialect: Dialect, { add, remove }: { add: string[]; remove: string[] }): Prisma.Sql {
  const elements = (json: Prisma.Sql): Prisma.Sql =>
    dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each(${json})`
      : Prisma.sql`SELECT jsonb_array_elements_text(${json}::jsonb) AS value`;
  const own = elements(Prisma.raw('"Lead"."tags"'));
  const has = Prisma.sql`EXISTS (SELECT 1 FROM (${own}) AS own WHERE own.value IN (${elements(Prisma.sql`${JSON.stringify(remove)}`)}))`;
  const lacks = Prisma.sql`EXISTS (SELECT 1 FROM (${elements(Prisma.sql`${JSON.stringify(add)}`)}) AS added WHERE added.value NOT IN (${own}))`;
  return Prisma.sql`(${has} OR ${lacks})`;
}
