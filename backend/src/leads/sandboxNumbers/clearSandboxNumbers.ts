import { Prisma } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { columnsOf } from '../leadColumns.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { instant } from '../../db/instant.ts';

const blankPhone = Prisma.raw(
  [...columnsOf('number', 'besideNumber'), 'phoneDetail']
    .filter((column) => column !== 'phoneStatus')
    .map((column) => `"${column}" = NULL`)
    .join(', '),
);

/**
 * Takes the sandbox's made-up numbers off all leads, as a person's change that their history keeps; the leads are as if
 * they had not been looked up. Lookups under way are left alone.
 * @returns how many numbers went
 */
export async function clearSandboxNumbers({ database, clock }: LeadDeps): Promise<number> {
  return database.transaction(async (sql) => {
    const at = clock.now();
    const madeUp = Prisma.sql`"phoneMode" = 'sandbox' AND "phoneNumber" IS NOT NULL AND "phoneStatus" NOT IN ('queued', 'asking')`;
    const asJson =
      sql.dialect === 'sqlite' ? Prisma.sql`json_quote("phoneNumber")` : Prisma.sql`to_jsonb("phoneNumber")`;
    await sql.prisma.$executeRaw`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
      SELECT "id", 'phoneNumber', ${asJson}, NULL, 'person', ${instant(sql.dialect, at)} FROM "Lead" WHERE ${madeUp}`;
    const cleared = await sql.prisma.$executeRaw`UPDATE "Lead" SET "version" = "version" + 1, "updatedAt" = ${at},
      ${blankPhone}, "phoneStatus" = 'none' WHERE ${madeUp}`;
    if (cleared > 0) {
      const data = { jobId: null, importId: null };
      await appendEvents(sql, [{ topic: 'leads', name: 'leads.changed', data }], at);
    }
    return cleared;
  });
}
