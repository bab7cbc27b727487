import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { type LeadRow, presentLeads } from './presentLead.ts';

/** The events that tell how leads are now. */
export async function leadEvents(sql: Sql, rows: readonly LeadRow[]): Promise<NewEvent[]> {
  return (await presentLeads(sql, rows)).map((lead) => ({ topic: 'leads', name: 'lead.changed', data: lead }));
}
