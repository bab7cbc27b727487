import { emailSchema, type LeadCreate } from '@tinygenesy/contract';
import { leadColumnsOf } from './leadColumns.ts';
import type { Table } from './readTable.ts';
import { rowLead } from './rowLead.ts';

/** What is to be done about a file: its leads, and which of them each row is about. */
export interface RowPlan {
  leads: LeadCreate[];
  /** For each row the place of its lead, or why it has none. */
  rows: ({ lead: number } | { invalid: string })[];
}

/** Rows with the same e-mail share a lead; without e-mails those with the same LinkedIn address, or all else the same. */
export function planRows({ header, rows }: Pick<Table, 'header' | 'rows'>): RowPlan {
  const columns = leadColumnsOf(header);
  const places = new Map<string, number>();
  const leads: LeadCreate[] = [];
  return {
    leads,
    rows: rows.map((row) => {
      const read = rowLead(row, columns);
      if ('invalid' in read) return read;
      const key = identityOf(read.lead);
      const place = places.get(key) ?? leads.push(read.lead) - 1;
      places.set(key, place);
      return { lead: place };
    }),
  };
}

function identityOf(lead: LeadCreate): string {
  if (lead.email != null) return `email ${emailSchema.parse(lead.email)}`;
  if (lead.linkedinUrl != null) return `linkedin ${lead.linkedinUrl}`;
  return JSON.stringify(lead);
}
