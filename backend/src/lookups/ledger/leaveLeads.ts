import type { PhoneStatus } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import type { LeadRow } from './situation.ts';

/**
 * Ends the phone status of leads whose lookups a cancelled job had opened, except where another lookup is open. A number
 * that an aborted call still returns is saved as usual. Runs in a transaction of its own: a transaction that has locked a
 * job must not wait for leads.
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
