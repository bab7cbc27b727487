import type { ImportIssue } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import type { LeadValues } from '../../leads/editLead.ts';
import { emailHash } from '../../leads/deletion/emailHash.ts';
import { columnsBesideNumber } from '../../leads/leadColumns.ts';
import { keepLeadChanges, type LeadChangeRow } from '../../leads/leadChanges.ts';
import { isAmongIds } from '../../db/idsFromJson.ts';
import { type Identified, identitiesOf, identityOf } from '../../leads/leadIdentity.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { lockProfiles } from '../../leads/refuseOtherProfile.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { selectByIdentity } from '../../leads/selectByIdentity.ts';
import { suppressedHashes, suppressHashes } from '../../leads/deletion/suppression.ts';
import { isSuppressedRow, withoutSuppressed } from './withoutSuppressed.ts';
import { leadDifference, profileElsewhere } from './leadDifference.ts';
import { type MergeRules, mergeRow } from './mergeRow.ts';
import type { RowLead } from '../types.ts';
import { keepImportRows, type WrittenRow } from './importRows.ts';
import { leadCells } from './leadCells.ts';
import { insertLeads, updateLeads } from './leadSql.ts';
import { createdLead, type PreparedLead, type PreparedRow } from './prepareRow.ts';

export interface WrittenRows {
  /** Numbers of rows by result. */
  counts: { created: number; updated: number; skipped: number; invalid: number };
  /** The number of new leads on the suppression list. */
  suppressed: number;
  /** The numbers of rows on the suppression list of values; they are counted as skipped. */
  leftOut: number[];
  /** Leads that a row newly marks as do-not-contact. */
  goneLeadIds: number[];
}

/** A lead during a batch, with the changes of the rows so far. */
interface Draft {
  /** Null: this batch creates the lead. */
  stored: { id: number; version: number } | null;
  /** Null: exactly the values of its row. */
  values: LeadValues | null;
  made: PreparedLead | null;
  identities: string[];
  wasDoNotContact: boolean;
  /** The line that created or first changed the lead in this import. */
  firstLine: number | null;
  isTouched: boolean;
  changes: Omit<LeadChangeRow, 'leadId'>[];
}

interface Drafts {
  byIdentity: Map<string, Draft[]>;
  stored: Draft[];
  made: Draft[];
}

/**
 * Writes a batch of rows: leads, their changes and do-not-contact marks, and each row's result. Call it in a
 * transaction that also moves the import's position; the caller writes events and counts.
 * @param rows prepared by these rules
 * @throws Error when another process (Postgres) wrote one of the leads at the same time; the caller repeats the batch
 */
export async function writeRows(
  sql: Sql,
  { importId, rows: given, rules, at }: { importId: number; rows: readonly PreparedRow[]; rules: MergeRules; at: Date },
): Promise<WrittenRows> {
  const rows = await withoutSuppressed(sql, given);
  const leads = rows.flatMap(({ lead }) => lead ?? []);
  if (leads.some(({ linkedinUrl }) => linkedinUrl !== null)) await lockProfiles(sql);
  const drafts = await knownDrafts(sql, importId, leads);
  const results = rows.map((row) => resultOf(row, drafts, rules));
  const { made } = drafts;
  const touched = drafts.stored.filter(({ isTouched }) => isTouched);

  const suppressed = await applyMarks(sql, drafts, rules, at);
  const ids = await insertLeads(
    sql,
    made.map((draft) =>
      draft.values === null ? (draft.made?.created ?? '') : JSON.stringify(leadCells(draft.values)),
    ),
    at,
  );
  const idOf = new Map(made.map((draft, index) => [draft, ids[index] ?? 0]));
  await updateLeads(
    sql,
    touched.flatMap((draft) => (draft.stored === null ? [] : { ...draft.stored, values: valuesOf(draft, rules) })),
    at,
  );
  const leadIdOf = (draft: Draft): number => draft.stored?.id ?? idOf.get(draft) ?? 0;
  await keepLeadChanges(
    sql,
    [...touched, ...made].flatMap((draft) => draft.changes.map((change) => ({ ...change, leadId: leadIdOf(draft) }))),
    `import:${importId}`,
    at,
  );
  await keepImportRows(
    sql,
    importId,
    results.map(({ draft, ...result }) => ({
      ...result,
      leadId: draft === null ? null : leadIdOf(draft),
      leadVersion: draft === null || result.state === 'skipped' ? null : (draft.stored?.version ?? 0) + 1,
    })),
  );

  const counts = { created: 0, updated: 0, skipped: 0, invalid: 0 };
  for (const { state } of results) counts[state] += 1;
  const goneLeadIds = touched.filter((draft) => isMarked(draft) && !draft.wasDoNotContact).map(leadIdOf);
  return { counts, suppressed, leftOut: rows.filter(isSuppressedRow).map(({ row }) => row), goneLeadIds };
}

interface RowResult extends Omit<WrittenRow, 'leadId' | 'leadVersion' | 'state'> {
  state: keyof WrittenRows['counts'];
  draft: Draft | null;
}

function resultOf({ lead, ...told }: PreparedRow, drafts: Drafts, rules: MergeRules): RowResult {
  const { issues, line } = told;
  if (lead === null) return { ...told, state: isInvalid(issues) ? 'invalid' : 'skipped', draft: null };
  const known = lead.identities.flatMap((identity) => draftOf(drafts, identity) ?? [])[0];
  if (known === undefined) {
    const draft: Draft = {
      stored: null,
      values: null,
      made: lead,
      identities: lead.identities,
      wasDoNotContact: false,
      firstLine: line,
      isTouched: true,
      changes: [],
    };
    drafts.made.push(draft);
    goesBy(drafts, draft);
    return { ...told, state: 'created', draft };
  }
  const before = valuesOf(known, rules);
  const { row, told: differences } = comparedRow(before, known, lead, drafts);
  const result = mergeRow(before, row, rules, known.firstLine);
  const all = [...issues, ...(result.issue === null ? [] : [result.issue]), ...differences];
  if (result.state === 'skipped') return { ...told, state: 'skipped', draft: known, issues: all };
  if (result.state === 'updated') known.changes.push(...result.changes, ...phoneChanges(before, result.after));
  known.values = result.after;
  known.identities = identitiesOf(result.after);
  known.isTouched = true;
  known.firstLine ??= line;
  goesBy(drafts, known);
  return { ...told, state: 'updated', draft: known, issues: all };
}

/**
 * Compares a row with its lead. A LinkedIn address that another lead has is left out of the row: one profile is one lead.
 */
function comparedRow(
  before: LeadValues,
  known: Draft,
  lead: PreparedLead,
  drafts: Drafts,
): { row: RowLead; told: ImportIssue[] } {
  const row = rowLeadOf(lead);
  const told = [leadDifference(before, lead) ?? []].flat();
  const { linkedinUrl } = lead;
  const owner =
    linkedinUrl === null ? undefined : draftOf(drafts, identityOf({ ...noValues, email: null, linkedinUrl }));
  if (linkedinUrl === null || owner === undefined || owner === known) return { row, told };
  return { row: { ...row, linkedinUrl: null }, told: [...told, profileElsewhere(linkedinUrl)] };
}

const rowLeadOf = ({ row }: PreparedLead): RowLead => JSON.parse(row) as RowLead;

function valuesOf({ values, made }: Draft, rules: MergeRules): LeadValues {
  if (values !== null) return values;
  if (made === null) throw new Error('A stored lead has its values from the start.');
  return createdLead(rowLeadOf(made), rules);
}

const isMarked = ({ values, made }: Draft): boolean => values?.doNotContact ?? made?.isMarked ?? false;

const hashOf = ({ values, made }: Draft): string | null =>
  made !== null ? made.emailHash : values?.email == null ? null : emailHash(values.email);

/** Returns the oldest lead with this identity now: rows may add or remove the LinkedIn address of a lead. */
const draftOf = (drafts: Drafts, identity: string): Draft | undefined =>
  drafts.byIdentity.get(identity)?.find(({ identities }) => identities.includes(identity));

function goesBy({ byIdentity }: Drafts, draft: Draft): void {
  for (const identity of draft.identities) {
    const others = byIdentity.get(identity);
    if (others === undefined) byIdentity.set(identity, [draft]);
    else if (!others.includes(draft)) byIdentity.set(identity, [...others, draft].toSorted(byAge));
  }
}

/** Orders stored leads by age. New leads follow in the order of the file. */
const byAge = (a: Draft, b: Draft): number =>
  a.stored !== null && b.stored !== null
    ? a.stored.id - b.stored.id
    : Number(a.stored === null) - Number(b.stored === null);

/** Returns whether a row has an error. A row without a lead and without an error was excluded by a correction. */
const isInvalid = (issues: readonly ImportIssue[]): boolean => issues.some(({ severity }) => severity === 'error');

/** Changes of the phone metadata of an overwritten number, so that an undo can restore it completely. */
function phoneChanges(before: LeadValues, after: LeadValues): Draft['changes'] {
  if (before.phoneNumber === null || before.phoneNumber === after.phoneNumber) return [];
  return columnsBesideNumber.flatMap((field) =>
    before[field] === after[field] ? [] : { field, old: before[field], new: after[field] },
  );
}

const identified = Prisma.raw('"id", "firstName", "lastName", "email", "linkedinUrl", "companyName", "companyWebsite"');

/** Reads the stored leads with the identities of these rows. */
async function knownDrafts(sql: Sql, importId: number, leads: readonly PreparedLead[]): Promise<Drafts> {
  const drafts: Drafts = { byIdentity: new Map(), stored: [], made: [] };
  const query = selectByIdentity(sql.dialect, leads.map(soughtBy), identified);
  const found = query === null ? [] : await sql.prisma.$queryRaw<(Identified & { id: number | bigint })[]>(query);
  if (found.length === 0) return drafts;
  const wanted = new Set(leads.flatMap(({ identities }) => identities));
  const meant = found.filter((lead) => identitiesOf(lead).some((identity) => wanted.has(identity)));
  const ids = [...new Set(meant.map(({ id }) => Number(id)))].toSorted((a, b) => a - b);
  const locked = await lockLeads(sql, ids);
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: locked } }, orderBy: { id: 'asc' } });
  // The plus keeps SQLite from reading all rows of the import.
  const lines = await sql.prisma.$queryRaw<{ leadId: number; line: number | bigint }[]>(
    Prisma.sql`SELECT "leadId", MIN("line") AS "line" FROM "ImportRow"
      WHERE ${isAmongIds(sql.dialect, Prisma.raw('"leadId"'), locked)} AND +"importId" = ${importId} AND "state" IN ('created', 'updated') GROUP BY "leadId"`,
  );
  const lineOf = new Map(lines.map(({ leadId, line }) => [leadId, Number(line)]));
  for (const row of rows) {
    const values = leadValues(row);
    const draft: Draft = {
      stored: { id: row.id, version: row.version },
      values,
      made: null,
      identities: identitiesOf(values),
      wasDoNotContact: row.doNotContact,
      firstLine: lineOf.get(row.id) ?? null,
      isTouched: false,
      changes: [],
    };
    drafts.stored.push(draft);
    goesBy(drafts, draft);
  }
  return drafts;
}

const noValues = {
  firstName: null,
  lastName: null,
  linkedinUrl: null,
  companyName: null,
  companyWebsite: null,
};

const soughtBy = (lead: PreparedLead): Identified =>
  lead.email === null && lead.linkedinUrl === null
    ? rowLeadOf(lead)
    : { ...noValues, email: lead.email, linkedinUrl: lead.linkedinUrl };

/**
 * Applies do-not-contact marks on the suppression list to new leads, and adds the marks of the file to the list, which
 * outlives the leads.
 * @returns the number of leads that got an earlier mark
 */
async function applyMarks(sql: Sql, { made, stored }: Drafts, rules: MergeRules, at: Date): Promise<number> {
  const set = [...made, ...stored].filter((draft) => isMarked(draft) && !draft.wasDoNotContact);
  const unmarked = made.filter((draft) => !isMarked(draft));
  const known = await suppressedHashes(
    sql,
    unmarked.flatMap((draft) => hashOf(draft) ?? []),
  );
  const marked = unmarked.filter((draft) => known.has(hashOf(draft) ?? ''));
  for (const draft of marked) draft.values = { ...valuesOf(draft, rules), doNotContact: true };
  await suppressHashes(
    sql,
    set.flatMap((draft) => hashOf(draft) ?? []),
    at,
  );
  return marked.length;
}
