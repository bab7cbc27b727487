import type { PhoneStatus } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import type { LeadRow } from './situation.ts';

/**
 * Ends what leads say of a lookup that a job had opened and nobody else wants now. A number
 * that comes of an aborted call after all is saved as ever. Runs in a transaction of its own: who takes a job's row must not wait for leads.
 */
export async function leaveLeads(database: Database, leadIds: number[], now: Date): Promise<void> {
  if (leadIds.length === 0) return;
  await database.transaction(async (sql) => {
    const left = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "Lead"
      WHERE "id" IN (${idsFromJson(sql.dialect, leadIds)}) AND "phoneStatus" IN ('queued', 'asking', 'on_hold')
        AND NOT EXISTS (SELECT 1 FROM "Request" WHERE "Request"."leadId" = "Lead"."id"
          AND "Request"."kind" = 'phone_lookup' AND "Request"."state" = 'running')
      ORDER BY "id" ${sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty}`;
    if (left.length === 0) return;
    const ids = left.map(({ id }) => Number(id));
    await sql.prisma.$executeRaw`UPDATE "Lead" SET "phoneDetail" = NULL, "updatedAt" = ${instant(sql.dialect, now)},
        "phoneStatus" = CASE WHEN "phoneNumber" IS NULL THEN ${'cancelled' satisfies PhoneStatus} ELSE 'found' END
      WHERE "id" IN (${idsFromJson(sql.dialect, ids)})`;
    const rows: LeadRow[] = await sql.prisma.lead.findMany({ where: { id: { in: ids } } });
    await appendEvents(sql, await leadEvents(sql, rows), now);
  });
}
