import type { LeadExportQuery } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { where } from '../list/leadFilter.ts';
import { exportConditions } from './exportConditions.ts';

/** Counts the leads of an export that are left out because of the suppression list. Reads only marked leads. */
export async function countLeftOut(database: Database, query: LeadExportQuery): Promise<number> {
  if (query.includeSuppressed) return 0;
  const [row] = await database.scan<{ leads: number | bigint }>(
    Prisma.sql`SELECT COUNT(*) AS "leads" FROM "SuppressedLead" JOIN "Lead" ON "Lead"."id" = "SuppressedLead"."leadId"
      ${where(exportConditions(database.dialect, query))}`,
  );
  return Number(row?.leads ?? 0);
}
