import type { Sql } from '../../db/database.ts';
import { leadNotFound } from '../../leads/leadWrite.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import type { LeadRow } from './situation.ts';

/**
 * Reads a lead and holds its row to the end of the transaction (Postgres; on SQLite a transaction is alone anyway).
 * @throws AppError not_found
 */
export async function lockLead(sql: Sql, leadId: number): Promise<LeadRow> {
  await lockLeads(sql, [leadId]);
  const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
  if (lead === null) throw leadNotFound(leadId);
  return lead;
}
