import { Prisma, type Sql } from '../db/database.ts';
import { isAmongIds } from '../db/idsFromJson.ts';

/**
 * Locks the rows of leads in the order that all transactions take. SQLite runs one transaction at a time anyway.
 * @returns the ids that were locked. A deleted lead has no row; one that is restored meanwhile must not be written, because
 * its lock would come out of order
 */
export async function lockLeads(sql: Sql, leadIds: readonly number[]): Promise<number[]> {
  if (sql.dialect === 'sqlite' || leadIds.length === 0) return [...leadIds];
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "Lead"
    WHERE ${isAmongIds(sql.dialect, Prisma.raw('"id"'), leadIds)} ORDER BY "id" FOR UPDATE`;
  return rows.map(({ id }) => Number(id));
}
