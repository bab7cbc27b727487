import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../list/leadFilter.ts';
import { undoableMs } from './leadDelete.ts';

const batch = 500;

/**
 * Makes deletions final once they can't be undone: the person's data goes everywhere, ledger lines stay with the
 * lead's id only.
 * @returns how many leads are gone for good
 */
export async function purgeDeleted(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - undoableMs);
  for (let purged = 0; ;) {
    const count = await database.transaction((sql) => purgeBatch(sql, before));
    purged += count;
    if (count < batch) return purged;
  }
}

async function purgeBatch(sql: Sql, before: Date): Promise<number> {
  const rows = await sql.prisma.deletedLead.findMany({
    where: { deletedAt: { lte: before } },
    select: { leadId: true },
    orderBy: { deletedAt: 'asc' },
    take: batch,
  });
  if (rows.length === 0) return 0;
  const ids = rows.map(({ leadId }) => leadId);
  const leadId = { in: ids };
  await sql.prisma.leadChange.deleteMany({ where: { leadId } });
  await sql.prisma.importRow.updateMany({ where: { leadId }, data: { cells: Prisma.DbNull, issues: Prisma.DbNull } });
  await sql.prisma.attempt.updateMany({ where: { leadId }, data: { phoneNumber: null, phone: Prisma.DbNull } });
  const eventLeadId =
    sql.dialect === 'sqlite' ? Prisma.sql`json_extract("data", '$.id')` : Prisma.sql`("data"::jsonb->>'id')::bigint`;
  await sql.prisma.$executeRaw(
    Prisma.sql`DELETE FROM "Event" WHERE "name" IN ('lead.created', 'lead.changed') AND ${eventLeadId} IN (${idsFromJson(sql.dialect, ids)})`,
  );
  await sql.prisma.deletedLead.deleteMany({ where: { leadId } });
  return ids.length;
}
