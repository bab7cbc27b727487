import type { LeadHistory } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { decodeCursor, encodeCursor, listFingerprint } from './cursor.ts';
import { leadNotFound } from './leadWrite.ts';

/**
 * What changed in a lead, newest first.
 * @throws AppError not_found, bad_cursor
 */
export async function readLeadHistory(
  database: Database,
  leadId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<LeadHistory> {
  const fingerprint = listFingerprint(['history', leadId]);
  const before = cursor === undefined ? null : decodeCursor(cursor, fingerprint, z.int().positive());
  if (!(await database.prisma.lead.findUnique({ where: { id: leadId }, select: { id: true } }))) {
    throw leadNotFound(leadId);
  }
  const rows = await database.prisma.leadChange.findMany({
    where: { leadId, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    changes: page.map((row) => ({
      field: row.field,
      old: row.oldValue,
      new: row.newValue,
      source: row.source,
      at: row.at.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? encodeCursor(fingerprint, last.id) : null,
  };
}
