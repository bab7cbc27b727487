import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { instant } from '../../db/instant.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { LeadSelection } from '../../jobs/newLeadJob.ts';
import { readSmallSet } from '../../jobs/startJob.ts';
import { mostAtOnce } from '../deletion/leadDelete.ts';
import { columnsOf } from '../leadColumns.ts';
import type { LeadDeps } from '../leadDeps.ts';

const blankPhone = Prisma.raw(
  [...columnsOf('number', 'besideNumber'), 'phoneDetail']
    .filter((column) => column !== 'phoneStatus')
    .map((column) => `"${column}" = NULL`)
    .join(', '),
);

/** Excludes leads with an opened lookup. */
const hasSandboxNumber = Prisma.sql`"phoneMode" = 'sandbox' AND "phoneNumber" IS NOT NULL
  AND "phoneStatus" NOT IN ('queued', 'asking')`;

/** Selects the leads with a sandbox number. */
export const withSandboxNumber: LeadSelection = {
  find: async () => Prisma.sql`SELECT "id" FROM "Lead" WHERE ${hasSandboxNumber}`,
  order: 'newest',
};

/**
 * Removes up to `mostAtOnce` sandbox numbers. The history stores each as a person's change.
 * @returns the number of changed leads; null when there are more, of which none was removed
 */
export async function clearSandboxNumbers({ database, clock }: LeadDeps): Promise<number | null> {
  const ids = await readSmallSet(database, withSandboxNumber, mostAtOnce);
  if (ids === null) return null;
  return database.transaction(async (sql) => {
    const at = clock.now();
    const cleared = await clearNumbers(sql, ids, 'person', at);
    await appendEvents(sql, cleared.length === 0 ? [] : [leadsChanged(null)], at);
    return cleared.length;
  });
}

/**
 * Removes the sandbox numbers of some leads and resets their phone status. Call it in a transaction.
 * @param source see keepLeadChanges
 * @returns the ids of the changed leads
 */
export async function clearNumbers(sql: Sql, ids: readonly number[], source: string, at: Date): Promise<number[]> {
  const lock = sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "Lead"
    WHERE "id" IN (${idsFromJson(sql.dialect, ids)}) AND ${hasSandboxNumber} ORDER BY "id" ${lock}`;
  const found = rows.map(({ id }) => Number(id));
  if (found.length === 0) return [];
  const these = Prisma.sql`"id" IN (${idsFromJson(sql.dialect, found)})`;
  await sql.prisma.$executeRaw`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
    SELECT "id", 'phoneNumber', ${asJson(sql.dialect)}, NULL, ${source}, ${instant(sql.dialect, at)}
    FROM "Lead" WHERE ${these}`;
  await sql.prisma.$executeRaw`UPDATE "Lead"
    SET "version" = "version" + 1, "updatedAt" = ${instant(sql.dialect, at)},
      ${blankPhone}, "phoneStatus" = 'none' WHERE ${these}`;
  return found;
}

const asJson = (dialect: Dialect): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`json_quote("phoneNumber")` : Prisma.sql`to_jsonb("phoneNumber")`;
