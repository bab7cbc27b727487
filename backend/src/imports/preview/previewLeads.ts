import type { ImportIssue } from '@tinygenesy/contract';
import { duplicateIssue, mergeRow, type MergeRules } from '../writing/mergeRow.ts';
import type { RowLead } from '../types.ts';
import { createLeadIndex } from './leadIndex.ts';
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
  /** The line that created or changed this lead earlier in the file; null: none. */
  earlierLine: number | null;
}

/** @param allowWithoutEmail rows may have no email */
export function createPreviewLeads(
  rules: MergeRules,
  { allowWithoutEmail }: { allowWithoutEmail: boolean },
): PreviewLeads {
  const index = createLeadIndex(allowWithoutEmail);
  const lines = createNumberColumn();
  const values = rules.onDuplicate === 'skip' ? null : createValueColumns(rules);

  function create(row: RowLead, line: number): PreviewResult {
    const entry = index.add(row);
    lines.set(entry, line);
    const result = values === null ? null : mergeRow(null, row, rules);
    if (result?.state === 'created') values?.keep(entry, result.after);
    return created;
  }

  function addStored(lead: StoredLead): number {
    const entry = index.addStored(lead);
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
      if (values === null) return { state: 'skipped', issue: duplicateIssue('skipped', earlierLine), earlierLine };
      const result = mergeRow(values.read(entry), values.hashedRow(row), rules, earlierLine);
      if (result.state === 'updated') {
        values.keepHashed(entry, result.after);
        if (earlierLine === null) lines.set(entry, line);
        if (result.changes.some(({ field }) => field === 'linkedinUrl')) index.replaceLinkedinUrl(entry, row);
      }
      return { state: result.state, issue: result.issue, earlierLine };
    },
  };
}

const created: PreviewResult = { state: 'created', issue: null, earlierLine: null };
