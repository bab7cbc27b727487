import { type ImportIssue, importIssueSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import { keepLeadChanges, type LeadChangeRow } from '../../leads/leadChanges.ts';
import { moveToDeleted } from '../../leads/deletion/leadDelete.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { remarkLeads } from '../../leads/suppression/suppressionMarks.ts';
import { holdersOf } from '../../leads/holdersOf.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { isProfile, lockProfiles } from '../../leads/refuseOtherProfile.ts';
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
  const kept = await sql.prisma.leadChange.findMany({
    where: { leadId: { in: leadIds }, source: `import:${importId}` },
    orderBy: { id: 'asc' },
  });
  if (kept.some(({ field }) => field === 'linkedinUrl')) await lockProfiles(sql);
  const leads = await readLocked(sql, leadIds);
  // Filtered by lead only: with the import's id, SQLite would read all rows of the import.
  const ofAllImports = await sql.prisma.importRow.findMany({
    where: { leadId: { in: leadIds }, state: { in: ['created', 'updated'] } },
    orderBy: { row: 'asc' },
    select: { importId: true, row: true, leadId: true, state: true, leadVersion: true, issues: true },
  });
  const rows = grouped(ofAllImports.filter((row) => row.importId === importId));
  const changesOf = grouped(kept.map(({ oldValue, newValue, ...rest }) => ({ ...rest, old: oldValue, new: newValue })));

  const results = new Map<number, UndoResult>();
  const isRemoved = (leadId: number): boolean => {
    const own = rows.get(leadId) ?? [];
    return own.some(({ state }) => state === 'created') && own.at(-1)?.leadVersion === leads.get(leadId)?.version;
  };
  const removedIds = leadIds.filter(isRemoved);
  const identities = await identitiesOfOthers(sql, [...changesOf.values()].flat(), new Set(removedIds));
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
      results.set(leadId, restore(lead, changes, identities, updates, undone));
    } else if (isRemoved(leadId)) {
      results.set(leadId, { state: 'removed', note: null });
    } else {
      results.set(leadId, { state: 'kept', note: 'The lead was changed after the import, so it was kept.' });
    }
    const marked = changes.find(({ field }) => field === 'doNotContact')?.at ?? (isCreated ? lead?.createdAt : null);
    if (lead?.doNotContact && lead.email !== null && marked != null && results.get(leadId)?.state !== 'kept') {
      marks.push({ email: lead.email, at: marked });
    }
  }
  // First, because a lead may get the email of one that the import created.
  if (removedIds.length > 0) await moveToDeleted(sql, removedIds, undoToken, at);
  await updateLeads(sql, updates, at);
  await remarkLeads(
    sql,
    updates.map(({ id }) => id),
  );
  await keepLeadChanges(sql, undone, source, at);
  // Marks that are older than the import stay.
  await unsuppressMarks(sql, marks);
  await keepResults(sql, importId, results, rows);
  const counts = { removed: 0, restored: 0, kept: 0 };
  for (const { state } of results.values()) counts[state] += 1;
  return { counts, removedIds };
}

const identityFields = ['email', 'linkedinUrl'] as const;
/** Of each field, the old values that leads have now, with these leads. */
type Identities = Record<(typeof identityFields)[number], ReadonlyMap<string, readonly number[]>>;

/** Reads which leads have the emails and the LinkedIn profiles that an undo would bring back. */
async function identitiesOfOthers(
  sql: Sql,
  changes: readonly KeptChange[],
  removed: ReadonlySet<number>,
): Promise<Identities> {
  const read = async (field: keyof Identities, isIdentity: (value: string) => boolean) => {
    const old = changes.flatMap((change) =>
      change.field === field && typeof change.old === 'string' && isIdentity(change.old) ? [change.old] : [],
    );
    const holders = [...(await holdersOf(sql, field, old))];
    return new Map(holders.map(([value, ids]) => [value, ids.filter((id) => !removed.has(id))]));
  };
  return { email: await read('email', () => true), linkedinUrl: await read('linkedinUrl', isProfile) };
}

function restore(
  lead: LeadRow,
  changes: readonly KeptChange[],
  identities: Identities,
  updates: LeadUpdate[],
  undone: LeadChangeRow[],
): UndoResult {
  const isOthers = ({ field, old }: KeptChange): boolean =>
    identityFields.some(
      (name) => name === field && identities[name].get(String(old))?.some((id) => id !== lead.id) === true,
    );
  const conflicts = new Set(changes.filter(isOthers).map(({ field }) => field));
  const {
    after,
    changes: back,
    keptFields,
  } = restoredLead(
    leadValues(lead),
    changes.filter(({ field }) => !conflicts.has(field)),
  );
  if (back.length > 0) {
    updates.push({ id: lead.id, version: lead.version, values: after });
    undone.push(...back.map((change) => ({ ...change, leadId: lead.id })));
  }
  if (keptFields.length + conflicts.size === 0) return { state: 'restored', note: null };
  const isRestored = back.length > 0;
  const notes = [
    keptFields.length === 0
      ? ''
      : `Changed after the import, so ${isRestored ? 'not restored' : 'kept'}: ${keptFields.join(', ')}.`,
    conflicts.size === 0
      ? ''
      : `Another lead has the earlier value now, so not restored: ${[...conflicts].join(', ')}.`,
  ];
  return { state: isRestored ? 'restored' : 'kept', note: notes.filter((note) => note !== '').join(' ') };
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
