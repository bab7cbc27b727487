import type { ImportIssue } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { keepLeadChanges, type LeadChangeRow } from '../../leads/leadChanges.ts';
import { idsFromJson } from '../../leads/leadFilter.ts';
import { type Identified, identitiesOf, identityOf, selectByIdentity } from '../../leads/leadIdentity.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { suppressAll, suppressedEmails } from '../../leads/suppression.ts';
import { type MergeRules, mergeRow } from '../mergeRow.ts';
import type { JudgedRow, RowLead } from '../types.ts';
import { keepImportRows, type WrittenRow } from './importRows.ts';
import { insertLeads, updateLeads } from './leadSql.ts';

export interface WrittenRows {
  /** Rows by fate. */
  counts: { created: number; updated: number; skipped: number; invalid: number };
  /** New leads that an earlier do-not-contact mark applies to. */
  suppressed: number;
  /** Leads that must not be contacted any more because a row says so. */
  goneLeadIds: number[];
}

/** What a lead is while the rows of a bite are gone through. */
interface Draft {
  /** Null: it is made by this bite. */
  stored: { id: number; version: number } | null;
  values: LeadValues;
  wasDoNotContact: boolean;
  /** Where this import created or changed it. */
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
 * Writes what some hundred rows of a file come to: leads, their changes and do-not-contact marks, and each row's fate.
 * Call it in a transaction that also moves the import's position; events and counts are the caller's.
 * @throws where another process (Postgres) put one of the leads in or changed it at the same time: to be done again
 */
export async function writeRows(
  sql: Sql,
  { importId, rows, rules, at }: { importId: number; rows: readonly JudgedRow[]; rules: MergeRules; at: Date },
): Promise<WrittenRows> {
  const drafts = await knownDrafts(
    sql,
    importId,
    rows.flatMap(({ lead }) => lead ?? []),
  );
  const fates = rows.map((row) => fateOf(row, drafts, rules));
  const { made } = drafts;
  const touched = drafts.stored.filter(({ isTouched }) => isTouched);

  const suppressed = await applyMarks(sql, [...made, ...touched], at);
  const ids = await insertLeads(
    sql,
    made.map(({ values }) => values),
    at,
  );
  const idOf = new Map(made.map((draft, index) => [draft, ids[index] ?? 0]));
  await updateLeads(
    sql,
    touched.flatMap(({ stored, values }) => (stored === null ? [] : { ...stored, values })),
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
    fates.map(({ draft, ...fate }) => ({
      ...fate,
      leadId: draft === null ? null : leadIdOf(draft),
      leadVersion: draft === null || fate.state === 'skipped' ? null : (draft.stored?.version ?? 0) + 1,
    })),
  );

  const counts = { created: 0, updated: 0, skipped: 0, invalid: 0 };
  for (const { state } of fates) counts[state] += 1;
  const goneLeadIds = touched.filter((draft) => draft.values.doNotContact && !draft.wasDoNotContact).map(leadIdOf);
  return { counts, suppressed, goneLeadIds };
}

interface Fate extends Omit<WrittenRow, 'leadId' | 'leadVersion' | 'state'> {
  state: keyof WrittenRows['counts'];
  draft: Draft | null;
}

function fateOf(row: JudgedRow, drafts: Drafts, rules: MergeRules): Fate {
  const { lead, issues, cells, line } = row;
  const told = { row: row.row, line, cells };
  if (lead === null) return { ...told, state: isInvalid(issues) ? 'invalid' : 'skipped', draft: null, issues };
  const known = draftOf(drafts, identityOf(lead));
  const fate = mergeRow(known?.values ?? null, lead, rules, known?.firstLine ?? null);
  const all = fate.issue === null ? issues : [...issues, fate.issue];
  if (fate.state === 'skipped') return { ...told, state: 'skipped', draft: known ?? null, issues: all };
  const draft = known ?? { ...newDraft, changes: [] };
  if (fate.state === 'created') drafts.made.push(draft);
  else draft.changes.push(...fate.changes, ...phoneChanges(draft.values, fate.after));
  draft.values = fate.after;
  draft.isTouched = true;
  draft.firstLine ??= line;
  goesBy(drafts, draft);
  return { ...told, state: known === undefined ? 'created' : 'updated', draft, issues: all };
}

const newDraft: Draft = {
  stored: null,
  values: blankLead,
  wasDoNotContact: false,
  firstLine: null,
  isTouched: true,
  changes: [],
};

/** The oldest lead that has this identity now: rows may give a lead a LinkedIn address, or take it. */
const draftOf = (drafts: Drafts, identity: string): Draft | undefined =>
  drafts.byIdentity.get(identity)?.find(({ values }) => identitiesOf(values).includes(identity));

function goesBy({ byIdentity }: Drafts, draft: Draft): void {
  for (const identity of identitiesOf(draft.values)) {
    const others = byIdentity.get(identity) ?? [];
    if (others.includes(draft)) continue;
    // What the file makes is younger than all that is there.
    byIdentity.set(
      identity,
      [...others, draft].toSorted((a, b) => (a.stored?.id ?? Infinity) - (b.stored?.id ?? Infinity) || 0),
    );
  }
}

/** Else a correction leaves the row out. */
const isInvalid = (issues: readonly ImportIssue[]): boolean => issues.some(({ severity }) => severity === 'error');

const besideNumber = [
  'phoneExtension',
  'phoneType',
  'phoneCountry',
  'phoneProvider',
  'phoneMode',
  'phoneStatus',
  'phoneCheckedAt',
] as const;

/** What stood beside a number that is overwritten, so that an undo can bring it back whole. */
function phoneChanges(before: LeadValues, after: LeadValues): Draft['changes'] {
  if (before.phoneNumber === null || before.phoneNumber === after.phoneNumber) return [];
  return besideNumber.flatMap((field) =>
    before[field] === after[field] ? [] : { field, old: before[field], new: after[field] },
  );
}

const identified = Prisma.raw('"id", "firstName", "lastName", "email", "linkedinUrl", "companyName", "companyWebsite"');

/** The leads that the rows are about and that are there. */
async function knownDrafts(sql: Sql, importId: number, leads: readonly RowLead[]): Promise<Drafts> {
  const drafts: Drafts = { byIdentity: new Map(), stored: [], made: [] };
  const query = selectByIdentity(sql.dialect, leads, identified);
  const found = query === null ? [] : await sql.prisma.$queryRaw<(Identified & { id: number | bigint })[]>(query);
  if (found.length === 0) return drafts;
  const wanted = new Set(leads.map(identityOf));
  const meant = found.filter((lead) => identitiesOf(lead).some((identity) => wanted.has(identity)));
  const ids = [...new Set(meant.map(({ id }) => Number(id)))].toSorted((a, b) => a - b);
  const list = idsFromJson(sql.dialect, ids);
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT 1 FROM "Lead" WHERE "id" IN (${list}) ORDER BY "id" FOR UPDATE`);
  }
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  const lines = await sql.prisma.$queryRaw<{ leadId: number; line: number | bigint }[]>(
    Prisma.sql`SELECT "leadId", MIN("line") AS "line" FROM "ImportRow"
      WHERE "leadId" IN (${list}) AND "importId" = ${importId} AND "state" IN ('created', 'updated') GROUP BY "leadId"`,
  );
  const lineOf = new Map(lines.map(({ leadId, line }) => [leadId, Number(line)]));
  for (const row of rows) {
    const draft: Draft = {
      stored: { id: row.id, version: row.version },
      values: leadValues(row),
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

/**
 * A mark of an earlier lead applies to a new one with its address; one that the file sets outlives its lead.
 * @returns how many leads got an earlier mark
 */
async function applyMarks(sql: Sql, drafts: readonly Draft[], at: Date): Promise<number> {
  const addressed = drafts.filter(({ values }) => values.email !== null);
  const marked = addressed.filter(({ values, wasDoNotContact }) => values.doNotContact && !wasDoNotContact);
  const unmarked = addressed.filter(
    ({ stored, values, changes }) =>
      !values.doNotContact && (stored === null || changes.some(({ field }) => field === 'email')),
  );
  const known = await suppressedEmails(
    sql,
    unmarked.flatMap(({ values }) => values.email ?? []),
  );
  let applied = 0;
  for (const draft of unmarked) {
    if (draft.values.email === null || !known.has(draft.values.email)) continue;
    draft.values = { ...draft.values, doNotContact: true };
    if (draft.stored !== null) draft.changes.push({ field: 'doNotContact', old: false, new: true });
    applied += 1;
  }
  await suppressAll(
    sql,
    marked.flatMap(({ values }) => values.email ?? []),
    at,
  );
  return applied;
}
