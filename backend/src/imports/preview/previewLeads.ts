import type { ImportIssue } from '@tinygenesy/contract';
import { leadDifference, type NamedLead, profileElsewhere } from '../writing/leadDifference.ts';
import { duplicateIssue, mergeRow, type MergeRules } from '../writing/mergeRow.ts';
import type { RowLead } from '../types.ts';
import { createLeadIndex } from './leadIndex.ts';
import { createNameColumn } from './nameColumn.ts';
import { createNumberColumn } from './numberColumn.ts';
import type { StoredLead, StoredLeads } from './storedLeads.ts';
import { createValueColumns } from './valueColumns.ts';

/**
 * Tracks the leads as they would be after the rows so far, without writing. Keeps each lead's identities and, where
 * needed, a hash of each value. That is enough to decide what the next row changes.
 */
export interface PreviewLeads {
  /** Returns whether the database must be read for this row. */
  needsStored(row: RowLead): boolean;
  /** Decides a row's result and applies the row. */
  resultOf(row: RowLead, line: number, stored: StoredLeads): PreviewResult;
}

export interface PreviewResult {
  state: 'created' | 'updated' | 'skipped';
  issue: ImportIssue | null;
  /** See leadDifference. */
  differences: ImportIssue[];
  /** The line that created or changed this lead earlier in the file; null: none. */
  earlierLine: number | null;
}

/** @param mayLackEmail whether rows can be found by something else than an email (see `mayLackEmail`) */
export function createPreviewLeads(rules: MergeRules, { mayLackEmail }: { mayLackEmail: boolean }): PreviewLeads {
  const index = createLeadIndex(mayLackEmail);
  const names = createNameColumn();
  const lines = createNumberColumn();
  const values = rules.onDuplicate === 'skip' ? null : createValueColumns(rules);

  function create(row: RowLead, line: number): PreviewResult {
    const entry = index.add(row);
    lines.set(entry, line);
    names.set(entry, row);
    const result = values === null ? null : mergeRow(null, row, rules);
    if (result?.state === 'created') values?.keep(entry, result.after);
    return created;
  }

  /** Compares a row with its lead as `writeRows` does. */
  function compared(entry: number, row: RowLead, stored: StoredLeads): { row: RowLead; differences: ImportIssue[] } {
    const email = index.emailOf(entry, row);
    const difference = leadDifference({ ...names.get(entry), email: email.text }, row, email.isSame);
    const differences = difference === null ? [] : [difference];
    if (row.linkedinUrl === null || !index.isOfOther(entry, row, stored)) return { row, differences };
    return { row: { ...row, linkedinUrl: null }, differences: [...differences, profileElsewhere(row.linkedinUrl)] };
  }

  function addStored(lead: StoredLead): number {
    const entry = index.addStored(lead);
    names.set(entry, lead);
    values?.keep(entry, lead);
    return entry;
  }

  return {
    needsStored: index.needsStored,

    resultOf(row, line, stored) {
      const found = index.find(row, stored);
      if (found === null) return create(row, line);
      const entry = typeof found === 'number' ? found : addStored(found);
      const earlierLine = lines.get(entry) || null;
      const { row: own, differences } = compared(entry, row, stored);
      if (values === null) {
        return { state: 'skipped', issue: duplicateIssue('skipped', earlierLine), differences, earlierLine };
      }
      const result = mergeRow(values.read(entry), values.hashedRow(own), rules, earlierLine);
      if (result.state === 'updated') {
        values.keepHashed(entry, result.after);
        if (earlierLine === null) lines.set(entry, line);
        if (result.changes.some(({ field }) => field === 'linkedinUrl')) index.replaceLinkedinUrl(entry, own);
        if (result.changes.some(({ field }) => field === 'email')) index.addEmail(entry, own);
        if (result.changes.some(({ field }) => field === 'firstName' || field === 'lastName')) {
          names.set(entry, mergedName(names.get(entry), own, rules));
        }
      }
      return { state: result.state, issue: result.issue, differences, earlierLine };
    },
  };
}

const created: PreviewResult = { state: 'created', issue: null, differences: [], earlierLine: null };

/** Returns the names of a lead after a row. */
const mergedName = (before: NamedLead, row: NamedLead, { onDuplicate }: MergeRules): NamedLead => {
  const [first, second] = onDuplicate === 'overwrite' ? [row, before] : [before, row];
  return { firstName: first.firstName ?? second.firstName, lastName: first.lastName ?? second.lastName };
};
