import { type ImportIssue, importIssueSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import { keepLeadChanges, type LeadChangeRow } from '../../leads/leadChanges.ts';
import { moveToDeleted } from '../../leads/deletion/leadDelete.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { remarkLeads } from '../../leads/suppression/suppressionMarks.ts';
import { holdersOf } from '../../leads/holdersOf.ts';
import { isProfile } from '../../leads/refuseOtherProfile.ts';
import type { LeadRow } from '../../leads/presentLead.ts';
import { unsuppressMarks } from '../../leads/deletion/suppression.ts';
import { type LeadUpdate, updateLeads } from './leadSql.ts';
import { readTouched, type TouchedLead } from './readTouched.ts';
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
  const touched = await readTouched(sql, importId, leadIds);
  const removedIds = touched.filter(isUnchanged).map(({ id }) => id);
  const changes = touched.flatMap((lead) => lead.changes);
  const identities = await identitiesOfOthers(sql, changes, new Set(removedIds));
  const results = new Map<TouchedLead, UndoResult>();
  const updates: LeadUpdate[] = [];
  const undone: LeadChangeRow[] = [];
  const marks: { email: string; at: Date }[] = [];
  for (const one of touched) {
    const { lead, isCreated } = one;
    const result = resultOf(one, identities, updates, undone);
    results.set(one, result);
    const marked =
      one.changes.find(({ field }) => field === 'doNotContact')?.at ?? (isCreated ? lead?.createdAt : null);
    if (lead?.doNotContact && lead.email !== null && marked != null && result.state !== 'kept') {
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
  await keepResults(sql, importId, results);
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

/** Returns whether the import created the lead and nothing changed it since. */
const isUnchanged = ({ isCreated, version, lastVersion }: TouchedLead): boolean =>
  isCreated && version !== null && version === lastVersion;

function resultOf(
  touched: TouchedLead,
  identities: Identities,
  updates: LeadUpdate[],
  undone: LeadChangeRow[],
): UndoResult {
  const { version, isCreated, lead, changes } = touched;
  if (version === null) return { state: isCreated ? 'removed' : 'kept', note: 'The lead was already deleted.' };
  if (isUnchanged(touched)) return { state: 'removed', note: null };
  if (isCreated || lead === null) {
    return { state: 'kept', note: 'The lead was changed after the import, so it was kept.' };
  }
  return restore(lead, changes, identities, updates, undone);
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

const issuesSchema = z.array(importIssueSchema).catch([]);

/** Writes the results of all rows of these leads in one statement. */
async function keepResults(sql: Sql, importId: number, results: ReadonlyMap<TouchedLead, UndoResult>): Promise<void> {
  const noted = [...results].flatMap(([{ rows }, { note }]) => (note === null ? [] : rows));
  const issuesOf = await issuesOfRows(sql, importId, noted);
  const told = [...results].flatMap(([{ rows }, { state, note }]) =>
    rows.map((row) => [row, state, note === null ? null : withNote(issuesOf.get(row), note)]),
  );
  const json = JSON.stringify(told);
  await sql.prisma.$executeRaw(
    sql.dialect === 'sqlite'
      ? // With the import's id beside each row, SQLite looks up each row of the list. It would read the whole list for each
        // row otherwise, or all rows of the import.
        Prisma.sql`WITH "given" AS MATERIALIZED (SELECT ${importId} AS "importId", value->>0 AS "row", value->>1 AS "undo",
            value->>2 AS "issues" FROM json_each(${json}))
          UPDATE "ImportRow" SET "undo" = "given"."undo", "issues" = COALESCE("given"."issues", "ImportRow"."issues")
          FROM "given" WHERE "ImportRow"."importId" = "given"."importId" AND "ImportRow"."row" = "given"."row"`
      : Prisma.sql`UPDATE "ImportRow" SET "undo" = given.value->>1, "issues" = COALESCE(NULLIF(given.value->2, 'null'), "issues")
          FROM jsonb_array_elements(${json}::jsonb) AS given(value)
          WHERE "importId" = ${importId} AND "row" = (given.value->>0)::int`,
  );
}

async function issuesOfRows(sql: Sql, importId: number, rows: number[]): Promise<Map<number, unknown>> {
  if (rows.length === 0) return new Map();
  const found = await sql.prisma.importRow.findMany({
    where: { importId, row: { in: rows } },
    select: { row: true, issues: true },
  });
  return new Map(found.map(({ row, issues }) => [row, issues]));
}

function withNote(issues: unknown, text: string): ImportIssue[] {
  const note: ImportIssue = { code: undoNoteCode, severity: 'note', field: null, header: null, value: null, text };
  return [...issuesSchema.parse(issues), note];
}

/** The code of a row's issue that names what an undo could not restore. */
export const undoNoteCode = 'undo';
