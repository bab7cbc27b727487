import type { ImportIssue } from '@tinygenesy/contract';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { type Identified, identitiesOf, identityOf } from '../../leads/leadIdentity.ts';
import { duplicateIssue, mergeRow, type MergeRules } from '../mergeRow.ts';
import type { RowLead } from '../types.ts';
import { createKeyTable, hash32 } from './keyTable.ts';
import { createNumberColumn, type NumberColumn } from './numberColumn.ts';

export type StoredLead = LeadValues & { id: number };

/** Identity → the leads of the database that go by it, the oldest first. */
export type StoredLeads = ReadonlyMap<string, readonly StoredLead[]>;

/**
 * What an import did to leads so far, without doing it. Of each lead it keeps who it is and, where that matters, a hash
 * of each value: enough to know what the next row about it changes. A million leads of ten columns take some 80 MB.
 */
export interface LeadBook {
  /** Whether the database has to be asked about this row. */
  asks(row: RowLead): boolean;
  /** What becomes of the row, which is noted. */
  fateOf(row: RowLead, line: number, stored: StoredLeads): Fate;
}

export interface Fate {
  state: 'created' | 'updated' | 'skipped';
  issue: ImportIssue | null;
  /** Where the file made or changed this lead before; null: nowhere. */
  earlierLine: number | null;
}

/** @param allowWithoutEmail rows may come without an e-mail: leads have to be known by their LinkedIn address as well */
export function createLeadBook(rules: MergeRules, { allowWithoutEmail }: { allowWithoutEmail: boolean }): LeadBook {
  const entries = createKeyTable();
  const lines = createNumberColumn();
  const linkedinUrls = createNumberColumn();
  const storedIds = createNumberColumn();
  /** Further leads that go, or went, by an identity. */
  const others = new Map<string, number[]>();
  const values = rules.onDuplicate === 'skip' ? null : createValueColumns(rules);
  let size = 0;

  function goesBy(identity: string, entry: number): void {
    if (entries.get(identity) === undefined) {
      entries.set(identity, entry);
      return;
    }
    const further = others.get(identity);
    if (further) further.push(entry);
    else others.set(identity, [entry]);
  }

  /** Takes a lead in under all its identities. */
  function note(lead: Identified): number {
    const entry = size;
    size += 1;
    if (!allowWithoutEmail) {
      entries.set(identityOf(lead), entry);
      return entry;
    }
    for (const identity of identitiesOf(lead)) goesBy(identity, entry);
    linkedinUrls.set(entry, hashed(lead.linkedinUrl));
    return entry;
  }

  function noteStored(lead: StoredLead): number {
    const entry = note(lead);
    if (allowWithoutEmail) {
      storedIds.set(entry, lead.id);
      entries.set(`id ${lead.id}`, entry);
    }
    values?.keep(entry, lead);
    return entry;
  }

  /** Without an e-mail the LinkedIn address tells, which other rows may have given or taken: the oldest lead that has it. */
  function findByLinkedin(row: RowLead, stored: StoredLeads): number | StoredLead | null {
    const identity = identityOf(row);
    const first = entries.get(identity);
    let oldest: number | null = null;
    let oldestAge = Infinity;
    for (const entry of first === undefined ? [] : [first, ...(others.get(identity) ?? [])]) {
      const age = storedIds.get(entry) || firstNewAge + entry;
      if (age >= oldestAge || linkedinUrls.get(entry) !== hashed(row.linkedinUrl)) continue;
      oldest = entry;
      oldestAge = age;
    }
    const lead = stored.get(identity)?.find(({ id }) => entries.get(`id ${id}`) === undefined);
    return lead && lead.id < oldestAge ? lead : oldest;
  }

  /** Its place in the book, or a lead of the database that is not in the book yet. */
  function find(row: RowLead, stored: StoredLeads): number | StoredLead | null {
    if (row.email === null && row.linkedinUrl !== null) return findByLinkedin(row, stored);
    const identity = identityOf(row);
    return entries.get(identity) ?? stored.get(identity)?.[0] ?? null;
  }

  return {
    asks: (row) => (row.email === null && row.linkedinUrl !== null) || entries.get(identityOf(row)) === undefined,

    fateOf(row, line, stored) {
      const found = find(row, stored);
      if (found === null) {
        const entry = note(row);
        lines.set(entry, line);
        const fate = values === null ? null : mergeRow(null, row, rules);
        if (fate?.state === 'created') values?.keep(entry, fate.after);
        return created;
      }
      const entry = typeof found === 'number' ? found : noteStored(found);
      const earlierLine = lines.get(entry) || null;
      if (values === null) return { state: 'skipped', issue: duplicateIssue('skipped', earlierLine), earlierLine };
      const fate = mergeRow(values.read(entry), values.hashedRow(row), rules, earlierLine);
      if (fate.state === 'updated') {
        values.keepHashed(entry, fate.after);
        if (earlierLine === null) lines.set(entry, line);
        const isOtherUrl = allowWithoutEmail && fate.changes.some(({ field }) => field === 'linkedinUrl');
        if (isOtherUrl && row.linkedinUrl !== null) {
          linkedinUrls.set(entry, hashed(row.linkedinUrl));
          goesBy(identityOf({ ...row, email: null }), entry);
        }
      }
      return { state: fate.state, issue: fate.issue, earlierLine };
    },
  };
}

const created: Fate = { state: 'created', issue: null, earlierLine: null };

/** Ids are 32-bit: what the file makes is younger than all that is there. */
const firstNewAge = 2 ** 32;

const textFields = [
  'firstName',
  'lastName',
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'countryRaw',
  'phoneNumber',
  'phoneExtension',
  'linkedinUrl',
] as const;

const hashed = (text: string | null): number => (text === null || text === '' ? 0 : hash32(text));
/** A hash in place of a value: whatever compares values compares these as well. */
const shown = (hash: number): string | null => (hash === 0 ? null : String(hash));
const unshown = (text: string | null): number => Number(text ?? 0);

/** The values of the leads in the book, as hashes. */
function createValueColumns({ mode }: MergeRules) {
  const texts = textFields.map((field) => ({ field, column: createNumberColumn() }));
  const years = createNumberColumn();
  const marks = createNumberColumn();
  const tagSets = createTagSets();
  const tags = createNumberColumn();
  const custom = new Map<string, NumberColumn>();

  function keepWith(entry: number, lead: LeadValues, textOf: (text: string | null) => number): void {
    for (const { field, column } of texts) column.set(entry, textOf(lead[field]));
    marks.set(entry, Number(lead.doNotContact));
    tags.set(entry, tagSets.numberOf(lead.tags));
    for (const [name, value] of Object.entries(lead.custom)) {
      const column = custom.get(name) ?? createNumberColumn();
      custom.set(name, column);
      column.set(entry, textOf(value));
    }
  }

  return {
    keep(entry: number, lead: LeadValues): void {
      const isMadeUp = lead.phoneMode === 'sandbox' && mode === 'live';
      keepWith(entry, isMadeUp ? { ...lead, phoneNumber: null, phoneExtension: null } : lead, hashed);
      years.set(entry, lead.yearsInRole === null ? 0 : hash32(String(lead.yearsInRole)));
    },
    keepHashed(entry: number, lead: LeadValues): void {
      keepWith(entry, lead, unshown);
      years.set(entry, lead.yearsInRole ?? 0);
    },
    read(entry: number): LeadValues {
      const lead: LeadValues = { ...blankLead, tags: tagSets.read(tags.get(entry)), custom: {} };
      for (const { field, column } of texts) lead[field] = shown(column.get(entry));
      lead.yearsInRole = years.get(entry) || null;
      lead.doNotContact = marks.get(entry) === 1;
      for (const [name, column] of custom) {
        const value = shown(column.get(entry));
        if (value !== null) lead.custom[name] = value;
      }
      return lead;
    },
    hashedRow(row: RowLead): RowLead {
      const alike: RowLead = { ...row, custom: {} };
      for (const field of textFields) {
        if (field !== 'phoneNumber' && field !== 'phoneExtension') alike[field] = shown(hashed(row[field]));
      }
      if (row.yearsInRole !== null) alike.yearsInRole = hash32(String(row.yearsInRole));
      if (row.phone) {
        const phoneNumber = shown(hashed(row.phone.phoneNumber)) ?? '';
        alike.phone = { ...row.phone, phoneNumber, phoneExtension: shown(hashed(row.phone.phoneExtension)) };
      }
      for (const [name, value] of Object.entries(row.custom)) alike.custom[name] = shown(hashed(value)) ?? '';
      return alike;
    },
  };
}

/** Leads have few different sets of tags, so that each set is kept once. */
function createTagSets(): { numberOf(tags: readonly string[]): number; read(number: number): string[] } {
  const sets: string[][] = [[]];
  const numbers = new Map<string, number>([['[]', 0]]);
  return {
    numberOf(tags) {
      const key = JSON.stringify(tags);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, sets.length);
      return sets.push([...tags]) - 1;
    },
    read: (number) => sets[number] ?? [],
  };
}
