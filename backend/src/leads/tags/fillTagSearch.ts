import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';

/** The setting with the last lead whose tags may not be in the search index yet. It is absent once all are. */
const settingKey = 'tag_search_up_to';
const firstLeads = 500;

/**
 * Adds the tags of leads that are older than the search of tags to SQLite's index of tags, newest leads first, in batches.
 * The position is stored, so that the next run continues after a stop. Triggers add later tags.
 * @returns the number of leads read
 */
export async function fillTagSearch(database: Database, signal: AbortSignal): Promise<number> {
  if (database.dialect !== 'sqlite') return 0;
  return inBatches((size) => database.transaction((sql) => fillSome(sql, size)), firstLeads, signal);
}

async function fillSome({ prisma }: Sql, size: number): Promise<number> {
  const setting = await prisma.setting.findUnique({ where: { key: settingKey } });
  if (setting === null) return 0;
  const upTo = Number(setting.value);
  const [read] = await prisma.$queryRaw<{ leads: number | bigint; first: number | bigint | null }[]>`
    SELECT count(*) AS "leads", min("id") AS "first"
    FROM (SELECT "id" FROM "Lead" WHERE "id" <= ${upTo} ORDER BY "id" DESC LIMIT ${size}) AS "Batch"`;
  const first = Number(read?.first ?? 0);
  await prisma.$executeRaw(Prisma.sql`INSERT INTO "LeadTagSearch" (rowid, "tags")
    SELECT "id", (SELECT group_concat(char(10) || value, '') FROM json_each("Lead"."tags")) FROM "Lead"
    WHERE "id" BETWEEN ${first} AND ${upTo} AND "tags" <> '[]'
      AND NOT EXISTS (SELECT 1 FROM "LeadTagSearch_docsize" WHERE "LeadTagSearch_docsize"."id" = "Lead"."id")`);
  const where = { key: settingKey, value: setting.value };
  const leads = Number(read?.leads ?? 0);
  if (leads < size) await prisma.setting.deleteMany({ where });
  else await prisma.setting.updateMany({ where, data: { value: String(first - 1) } });
  return leads;
}
