import { isAmongIds } from '../../db/idsFromJson.ts';
import { Prisma, type Sql } from '../../db/database.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import type { LeadRow } from '../../leads/presentLead.ts';
import { lockProfiles } from '../../leads/refuseOtherProfile.ts';
import type { KeptChange } from './restoredLead.ts';

/** A lead that rows of an import created or changed. */
export interface TouchedLead {
  id: number;
  /** The version now; null: the lead is deleted. */
  version: number | null;
  isCreated: boolean;
  /** The rows of the import for this lead, in the order of the file. */
  rows: number[];
  /** The version after the last of these rows. */
  lastVersion: number | null;
  /** The changes by the import, oldest first. */
  changes: (KeptChange & { at: Date })[];
  /** Null: an undo does not need the values of this lead, or it is deleted. */
  lead: LeadRow | null;
}

/**
 * Reads what an import did to leads, and locks these leads. Reads whole leads only where an undo needs their values: most
 * leads are created by an import and unchanged since.
 */
export async function readTouched(sql: Sql, importId: number, leadIds: readonly number[]): Promise<TouchedLead[]> {
  const changes = await changesOf(sql, importId, leadIds);
  if ([...changes.values()].flat().some(({ field }) => field === 'linkedinUrl')) await lockProfiles(sql);
  const locked = await lockLeads(sql, leadIds);
  const now = await versionsOf(sql, locked);
  const rows = await rowsOf(sql, importId, leadIds);
  const touched = leadIds.map((id): TouchedLead => {
    const own = rows.get(id) ?? [];
    return {
      id,
      version: now.get(id)?.version ?? null,
      isCreated: own.some(({ state }) => state === 'created'),
      rows: own.map(({ row }) => row),
      lastVersion: own.at(-1)?.leadVersion ?? null,
      changes: changes.get(id) ?? [],
      lead: null,
    };
  });
  const wanted = touched.filter(({ id, isCreated }) => now.has(id) && (!isCreated || now.get(id)?.isMarked));
  const whole = await wholeLeads(
    sql,
    wanted.map(({ id }) => id),
  );
  for (const lead of wanted) lead.lead = whole.get(lead.id) ?? null;
  return touched;
}

async function changesOf(
  sql: Sql,
  importId: number,
  leadIds: readonly number[],
): Promise<Map<number, TouchedLead['changes']>> {
  const source = `import:${importId}`;
  // Most leads have none, and a list of ids as one parameter costs less than a parameter for each.
  const some = await sql.prisma.$queryRaw<{ leadId: number | bigint }[]>(
    Prisma.sql`SELECT DISTINCT "leadId" FROM "LeadChange"
      WHERE ${isAmongIds(sql.dialect, Prisma.raw('"leadId"'), leadIds)} AND "source" = ${source}`,
  );
  const changes = new Map<number, TouchedLead['changes']>();
  if (some.length === 0) return changes;
  const kept = await sql.prisma.leadChange.findMany({
    where: { leadId: { in: some.map(({ leadId }) => Number(leadId)) }, source },
    orderBy: { id: 'asc' },
  });
  for (const { leadId, field, oldValue, newValue, at } of kept) {
    addTo(changes, leadId, { field, old: oldValue, new: newValue, at });
  }
  return changes;
}

async function versionsOf(
  sql: Sql,
  leadIds: readonly number[],
): Promise<Map<number, { version: number; isMarked: boolean }>> {
  const found = await sql.prisma.$queryRaw<
    { id: number | bigint; version: number | bigint; isMarked: boolean | number }[]
  >(
    Prisma.sql`SELECT "id", "version", "doNotContact" AS "isMarked" FROM "Lead"
      WHERE ${isAmongIds(sql.dialect, Prisma.raw('"id"'), leadIds)}`,
  );
  return new Map(
    found.map(({ id, version, isMarked }) => [Number(id), { version: Number(version), isMarked: Boolean(isMarked) }]),
  );
}

interface TouchedRow {
  row: number;
  leadId: number;
  state: string;
  leadVersion: number | null;
}

async function rowsOf(
  sql: Sql,
  importId: number,
  leadIds: readonly number[],
): Promise<Map<number, Omit<TouchedRow, 'leadId'>[]>> {
  const found = await sql.prisma.$queryRaw<TouchedRow[]>(
    // The plus keeps SQLite from reading all rows of the import.
    Prisma.sql`SELECT "row", "leadId", "state", "leadVersion" FROM "ImportRow"
      WHERE ${isAmongIds(sql.dialect, Prisma.raw('"leadId"'), leadIds)} AND +"importId" = ${importId}
        AND "state" IN ('created', 'updated') ORDER BY "row"`,
  );
  const rows = new Map<number, Omit<TouchedRow, 'leadId'>[]>();
  for (const { row, leadId, state, leadVersion } of found) {
    addTo(rows, Number(leadId), {
      row: Number(row),
      state,
      leadVersion: leadVersion === null ? null : Number(leadVersion),
    });
  }
  return rows;
}

async function wholeLeads(sql: Sql, ids: number[]): Promise<Map<number, LeadRow>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: ids } } });
  return new Map(rows.map((row) => [row.id, row]));
}

function addTo<T>(lists: Map<number, T[]>, id: number, value: T): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [value]);
  else list.push(value);
}
