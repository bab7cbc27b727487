import { type ImportIssue, importIssueSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import { keepLeadChanges, type LeadChangeRow } from '../../leads/leadChanges.ts';
import { moveToDeleted } from '../../leads/deletion/leadDelete.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { remarkLeads } from '../../leads/suppression/suppressionMarks.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import type { LeadRow } from '../../leads/presentLead.ts';
import { unsuppressMarks } from '../../leads/deletion/suppression.ts';
import { type LeadUpdate, updateLeads } from './leadSql.ts';
import { type KeptChange, restoredLead } from './restoredLead.ts';

type UndoState = 'removed' | 'restored' | 'kept';

interface UndoneLeads {
  counts: Record<UndoState, number>;
  removedIds: number[];
}

interface UndoResult {
  state: UndoState;
  /** The reason why a lead or some of its values stay. */
  note: string | null;
}

interface TouchedRow {
  row: number;
  leadId: number;
  state: string;
  leadVersion: number | null;
  issues: unknown;
}

/**
 * Undoes an import for a batch of leads: deletes created leads that are unchanged since, and restores overwritten
 * values that are unchanged since. Call it in a transaction; the caller writes events and counts.
 * @param undoToken the token that restores the deleted leads
 * @param source the source of the changes, `job:<id>`
 */
export async function undoLeads(
  sql: Sql,
  given: { importId: number; leadIds: readonly number[]; undoToken: string; source: string; at: Date },
): Promise<UndoneLeads> {
  const { importId, undoToken, source, at } = given;
  const leadIds = [...new Set(given.leadIds)].toSorted((a, b) => a - b);
  const leads = await readLocked(sql, leadIds);
  // Filtered by lead only: with the import's id, SQLite would read all rows of the import.
  const ofAllImports = await sql.prisma.importRow.findMany({
    where: { leadId: { in: leadIds }, state: { in: ['created', 'updated'] } },
    orderBy: { row: 'asc' },
    select: { importId: true, row: true, leadId: true, state: true, leadVersion: true, issues: true },
  });
  const rows = grouped(ofAllImports.filter((row) => row.importId === importId));
  const kept = await sql.prisma.leadChange.findMany({
    where: { leadId: { in: leadIds }, source: `import:${importId}` },
    orderBy: { id: 'asc' },
  });
  const changesOf = grouped(kept.map(({ oldValue, newValue, ...rest }) => ({ ...rest, old: oldValue, new: newValue })));

  const results = new Map<number, UndoResult>();
  const removedIds: number[] = [];
  const updates: LeadUpdate[] = [];
  const undone: LeadChangeRow[] = [];
  const marks: { email: string; at: Date }[] = [];
  for (const leadId of leadIds) {
    const lead = leads.get(leadId);
    const own = rows.get(leadId) ?? [];
    const changes = changesOf.get(leadId) ?? [];
    const isCreated = own.some(({ state }) => state === 'created');
    if (lead === undefined) {
      results.set(leadId, { state: isCreated ? 'removed' : 'kept', note: 'The lead was already deleted.' });
    } else if (!isCreated) {
      results.set(leadId, restore(lead, changes, updates, undone));
    } else if (own.at(-1)?.leadVersion === lead.version) {
      removedIds.push(leadId);
      results.set(leadId, { state: 'removed', note: null });
    } else {
      results.set(leadId, { state: 'kept', note: 'The lead was changed after the import, so it was kept.' });
    }
    const marked = changes.find(({ field }) => field === 'doNotContact')?.at ?? (isCreated ? lead?.createdAt : null);
    if (lead?.doNotContact && lead.email !== null && marked != null && results.get(leadId)?.state !== 'kept') {
      marks.push({ email: lead.email, at: marked });
    }
  }
  await updateLeads(sql, updates, at);
  await remarkLeads(
    sql,
    updates.map(({ id }) => id),
  );
  await keepLeadChanges(sql, undone, source, at);
  // Marks that are older than the import stay.
  await unsuppressMarks(sql, marks);
  if (removedIds.length > 0) await moveToDeleted(sql, removedIds, undoToken, at);
  await keepResults(sql, importId, results, rows);
  const counts = { removed: 0, restored: 0, kept: 0 };
  for (const { state } of results.values()) counts[state] += 1;
  return { counts, removedIds };
}

function restore(
  lead: LeadRow,
  changes: readonly KeptChange[],
  updates: LeadUpdate[],
  undone: LeadChangeRow[],
): UndoResult {
  const { after, changes: back, keptFields } = restoredLead(leadValues(lead), changes);
  if (back.length > 0) {
    updates.push({ id: lead.id, version: lead.version, values: after });
    undone.push(...back.map((change) => ({ ...change, leadId: lead.id })));
  }
  const stays = keptFields.join(', ');
  if (keptFields.length === 0) return { state: 'restored', note: null };
  return back.length > 0
    ? { state: 'restored', note: `Changed after the import, so not restored: ${stays}.` }
    : { state: 'kept', note: `Changed after the import, so kept: ${stays}.` };
}

async function readLocked(sql: Sql, leadIds: number[]): Promise<Map<number, LeadRow>> {
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: await lockLeads(sql, leadIds) } } });
  return new Map(rows.map((row) => [row.id, row]));
}

function grouped<T extends { leadId: number | null }>(rows: readonly T[]): Map<number, (T & { leadId: number })[]> {
  const byLead = new Map<number, (T & { leadId: number })[]>();
  for (const row of rows) {
    const { leadId } = row;
    if (leadId === null) continue;
    const own = byLead.get(leadId) ?? [];
    own.push({ ...row, leadId });
    byLead.set(leadId, own);
  }
  return byLead;
}

const issuesSchema = z.array(importIssueSchema).catch([]);

/** Writes the results of all rows of these leads in one statement. */
async function keepResults(
  sql: Sql,
  importId: number,
  results: ReadonlyMap<number, UndoResult>,
  rows: ReadonlyMap<number, readonly TouchedRow[]>,
): Promise<void> {
  const told = [...results].flatMap(([leadId, { state, note }]) =>
    (rows.get(leadId) ?? []).map(({ row, issues }) => [row, state, note === null ? null : withNote(issues, note)]),
  );
  const json = JSON.stringify(told);
  await sql.prisma.$executeRaw(
    sql.dialect === 'sqlite'
      ? // Without the list, SQLite would read all rows of the import.
        Prisma.sql`UPDATE "ImportRow" SET "undo" = given.value->>1, "issues" = COALESCE(given.value->>2, "issues")
          FROM json_each(${json}) AS given WHERE "importId" = ${importId} AND "row" = given.value->>0
          AND "row" IN (SELECT value->>0 FROM json_each(${json}))`
      : Prisma.sql`UPDATE "ImportRow" SET "undo" = given.value->>1, "issues" = COALESCE(NULLIF(given.value->2, 'null'), "issues")
          FROM jsonb_array_elements(${json}::jsonb) AS given(value)
          WHERE "importId" = ${importId} AND "row" = (given.value->>0)::int`,
  );
}

function withNote(issues: unknown, text: string): ImportIssue[] {
  const note: ImportIssue = { code: undoNoteCode, severity: 'note', field: null, header: null, value: null, text };
  return [...issuesSchema.parse(issues), note];
}

/** The code of a row's issue that names what an undo could not restore. */
export const undoNoteCode = 'undo';
