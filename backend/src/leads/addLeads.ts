import type { LeadCreate } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { foldedColumns } from './foldText.ts';
import { keepLeadChanges } from './leadChanges.ts';
import { blankLead, editLead, type FieldChange, type LeadValues } from './editLead.ts';
import { findByIdentity, identityOf } from './leadIdentity.ts';
import { leadColumns, newLeadColumns } from './leadWrite.ts';
import { suppressedEmails } from './suppression.ts';

interface NewLead {
  values: LeadValues;
  changes: FieldChange[];
}

const source = 'import';

/**
 * Puts leads of a file in; call it in a transaction, with some hundred at most. A lead that is there already — by
 * e-mail, else by LinkedIn address, else (neither known on both sides) by name, company and website — stays as it is.
 * @returns the id of each, in their order
 * @throws AppError invalid for a lead that can't be one
 */
export async function addLeads(sql: Sql, leads: readonly LeadCreate[], at: Date): Promise<number[]> {
  const wanted = leads.map((fields) => fromFile(editLead(blankLead, fields)));
  const known = await findByIdentity(
    sql,
    wanted.map(({ values }) => values),
  );
  const missing = new Map<string, NewLead>();
  for (const lead of wanted) if (!known.has(identityOf(lead.values))) missing.set(identityOf(lead.values), lead);

  const rows = await insert(sql, [...missing.values()], at);
  [...missing.keys()].forEach((key, index) => known.set(key, rows[index] ?? 0));
  return wanted.map(({ values }) => known.get(identityOf(values)) ?? 0);
}

/** A number that the file brought is neither typed by a person nor found. */
function fromFile({ after, changes }: { after: LeadValues; changes: FieldChange[] }): NewLead {
  const values = { ...after };
  if (values.phoneNumber !== null) values.phoneProvider = source;
  return { values, changes };
}

async function insert(sql: Sql, leads: readonly NewLead[], at: Date): Promise<number[]> {
  if (leads.length === 0) return [];
  const suppressed = await suppressedEmails(
    sql,
    leads.flatMap(({ values }) => values.email ?? []),
  );
  const rows = await sql.prisma.lead.createManyAndReturn({
    data: leads.map(({ values }) => ({
      ...newLeadColumns,
      ...leadColumns({ ...values, doNotContact: values.email !== null && suppressed.has(values.email) }),
      version: 1,
      createdAt: at,
      updatedAt: at,
    })),
    select: { id: true, sortName: true, sortEmail: true },
  });
  // Rows of one statement get their ids in its order; the answer itself has none.
  rows.sort((a, b) => a.id - b.id);
  leads.forEach(({ values }, index) => {
    const { sortName, sortEmail } = foldedColumns(values);
    const row = rows[index];
    if (row?.sortName !== sortName || row.sortEmail !== sortEmail)
      throw new Error('Leads were stored in another order');
  });
  await keepLeadChanges(
    sql,
    leads.flatMap(({ changes }, index) => changes.map((change) => ({ ...change, leadId: rows[index]?.id ?? 0 }))),
    source,
    at,
  );
  await appendEvents(sql, [{ topic: 'leads', name: 'leads.changed', data: { jobId: null, importId: null } }], at);
  return rows.map(({ id }) => id);
}
