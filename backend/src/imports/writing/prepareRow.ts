import type { ImportIssue } from '@tinygenesy/contract';
import type { LeadValues } from '../../leads/editLead.ts';
import { emailHash } from '../../leads/deletion/emailHash.ts';
import { identitiesOf } from '../../leads/leadIdentity.ts';
import { type MergeRules, mergeRow } from './mergeRow.ts';
import type { JudgedRow, RowLead } from '../types.ts';
import { leadCells } from './leadCells.ts';

/** A row that is ready to be written as a new lead, which most are: whatever else is in it stays text until it is needed. */
export interface PreparedRow {
  row: number;
  line: number;
  /** JSON of the cells. */
  cells: string;
  issues: ImportIssue[];
  /** Null: it is written as no lead. */
  lead: PreparedLead | null;
}

export interface PreparedLead {
  /** As a new lead it goes by these; the first is what it is looked for by. */
  identities: string[];
  email: string | null;
  emailHash: string | null;
  /** The row says that it must not be contacted. */
  isMarked: boolean;
  /** JSON of the RowLead. */
  row: string;
  /** JSON of the cells (see leadCells) that it has as a new lead. */
  created: string;
}

/** Prepares a row for writing, in a thread without a database. Pure. */
export function prepareRow({ row, line, cells, lead, issues }: JudgedRow, rules: MergeRules): PreparedRow {
  const told = { row, line, cells: JSON.stringify(cells), issues };
  if (lead === null) return { ...told, lead: null };
  const created = createdLead(lead, rules);
  return {
    ...told,
    lead: {
      identities: identitiesOf(created),
      email: created.email,
      emailHash: created.email === null ? null : emailHash(created.email),
      isMarked: created.doNotContact,
      row: JSON.stringify(lead),
      created: JSON.stringify(leadCells(created)),
    },
  };
}

/** Returns the new lead of a row. */
export function createdLead(row: RowLead, rules: MergeRules): LeadValues {
  const result = mergeRow(null, row, rules);
  if (result.state !== 'created') throw new Error('A row without a stored lead must create a lead.');
  return result.after;
}
