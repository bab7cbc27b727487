import { Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { suppressedAmong } from './listedValues.ts';
import { suppressionKey } from './suppressionKey.ts';

/**
 * The condition on `"Lead"` that it is marked as suppressed. Marks serve filters, counts and the screen; after a change of
 * the list they follow within a pass over all leads. What sends or asks reads the list itself.
 */
export const isMarkedSuppressed = Prisma.sql`EXISTS (SELECT 1 FROM "SuppressedLead" WHERE "SuppressedLead"."leadId" = "Lead"."id")`;

/** The reason code and the text of everything that is left out because of the suppression list. */
export const suppressedReason = { code: 'suppressed', text: 'On the suppression list' } as const;

/** Updates the marks of some hundred leads after a write of their values. Costs one small read while the list is empty. */
export async function remarkLeads(sql: Sql, leadIds: readonly number[]): Promise<void> {
  if ((await suppressionKey(sql)) === null) return;
  const suppressed = await suppressedAmong(sql, leadIds);
  await writeMarks(sql, Prisma.sql`"leadId" IN (${idsFromJson(sql.dialect, leadIds)})`, [...suppressed]);
}

/** Sets the marks of the leads that a condition on `"leadId"` names: marked are those with these ids. */
export async function writeMarks(sql: Sql, among: Prisma.Sql, ids: readonly number[]): Promise<void> {
  const list = idsFromJson(sql.dialect, ids);
  await sql.prisma.$executeRaw(Prisma.sql`DELETE FROM "SuppressedLead" WHERE ${among} AND "leadId" NOT IN (${list})`);
  if (ids.length === 0) return;
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "SuppressedLead" ("leadId") SELECT "Lead"."id" FROM "Lead" WHERE "id" IN (${list}) ON CONFLICT DO NOTHING`,
  );
}

/** Returns which of these leads are marked. */
export async function markedAmong(sql: Sql, leadIds: readonly number[]): Promise<Set<number>> {
  if (leadIds.length === 0) return new Set();
  const rows = await sql.prisma.$queryRaw<{ leadId: number | bigint }[]>(
    Prisma.sql`SELECT "leadId" FROM "SuppressedLead" WHERE "leadId" IN (${idsFromJson(sql.dialect, leadIds)})`,
  );
  return new Set(rows.map(({ leadId }) => Number(leadId)));
}
