import type { ImportIssue } from '@tinygenesy/contract';
import type { LeadValues } from '../../leads/editLead.ts';
import { emailHash } from '../../leads/deletion/emailHash.ts';
import { identitiesOf } from '../../leads/leadIdentity.ts';
import { type MergeRules, mergeRow } from './mergeRow.ts';
import type { JudgedRow, RowLead } from '../types.ts';
import { leadCells } from './leadCells.ts';

/**
 * A row prepared for writing as a new lead, as most rows are. Its other values stay JSON text until they are needed.
 */
export interface PreparedRow {
  row: number;
  line: number;
  /** JSON of the cells. */
  cells: string;
  issues: ImportIssue[];
  /** Null: the row creates and changes no lead. */
  lead: PreparedLead | null;
}

export interface PreparedLead {
  /** The identities of the new lead, by which existing leads are searched. */
  identities: string[];
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  linkedinUrl: string | null;
  emailHash: string | null;
  /** Whether the row is marked as do-not-contact. */
  isMarked: boolean;
  /** JSON of the RowLead. */
  row: string;
  /** JSON of the new lead's cells (see leadCells). */
  created: string;
}

/** Prepares a row for writing, without side effects, in a thread without a database. */
export function prepareRow({ row, line, cells, lead, issues }: JudgedRow, rules: MergeRules): PreparedRow {
  const told = { row, line, cells: JSON.stringify(cells), issues };
  if (lead === null) return { ...told, lead: null };
  const created = createdLead(lead, rules);
  return {
    ...told,
    lead: {
      identities: identitiesOf(created),
      firstName: created.firstName,
      lastName: created.lastName,
      email: created.email,
      linkedinUrl: created.linkedinUrl,
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
