import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { type LeadRow, presentLeads } from './presentLead.ts';

/** Builds the `lead.changed` events of leads. */
export async function leadEvents(sql: Sql, rows: readonly LeadRow[]): Promise<NewEvent[]> {
  return (await presentLeads(sql, rows)).map((lead) => ({ topic: 'leads', name: 'lead.changed', data: lead }));
}
