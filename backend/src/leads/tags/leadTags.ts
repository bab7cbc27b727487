import type { LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';
import { selectLeadIds } from '../list/leadSet.ts';

/**
 * Adds tags to a set of leads and takes tags from it, in one statement whatever its size.
 * A tag that is in both lists is added.
 * @returns how many leads have other tags now
 */
export async function changeTags(
  deps: LeadDeps,
  set: LeadSet,
  tags: { add: string[]; remove: string[] },
): Promise<number> {
  const add = [...new Set(tags.add)];
  const remove = tags.remove.filter((tag) => !add.includes(tag));
  if (add.length === 0 && remove.length === 0) return 0;
  return deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const changed = await writeTags(sql, set, { add, remove }, at);
    if (changed > 0) {
      const data = { jobId: null, importId: null };
      await appendEvents(sql, [{ topic: 'leads', name: 'leads.changed', data }], at);
    }
    return changed;
  });
}

async function writeTags(sql: Sql, set: LeadSet, tags: { add: string[]; remove: string[] }, at: Date): Promise<number> {
  const after = newTags(sql.dialect, tags);
  const affected = Prisma.sql`"Lead"."id" IN (${selectLeadIds(sql.dialect, set)}) AND ${differs(sql.dialect, tags)}`;
  const changeColumns = Prisma.raw('"LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")');
  if (sql.dialect === 'postgres') {
    return sql.prisma.$executeRaw(Prisma.sql`
      WITH locked AS (SELECT "id", "tags" AS "old" FROM "Lead" WHERE ${affected} ORDER BY "id" FOR UPDATE),
      changed AS (
        UPDATE "Lead" SET "tags" = ${after}, "version" = "version" + 1, "updatedAt" = ${at}
        FROM locked WHERE "Lead"."id" = locked."id" RETURNING "Lead"."id", locked."old", "Lead"."tags" AS "new")
      INSERT INTO ${changeColumns} SELECT "id", 'tags', "old", "new", 'person', ${instant(sql.dialect, at)} FROM changed`);
  }
  await sql.prisma.$executeRaw(Prisma.sql`
    INSERT INTO ${changeColumns} SELECT "Lead"."id", 'tags', "Lead"."tags", ${after}, 'person', ${instant(sql.dialect, at)}
    FROM "Lead" WHERE ${affected}`);
  return sql.prisma.$executeRaw(Prisma.sql`
    UPDATE "Lead" SET "tags" = ${after}, "version" = "version" + 1, "updatedAt" = ${at} WHERE ${affected}`);
}

/** The tags of a lead after the change: what stays in its order, then what is new. */
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
