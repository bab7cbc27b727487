import type { LeadHistory } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { decodeCursor, encodeCursor, listFingerprint } from '../../http/cursor.ts';
import { blankLead } from '../editLead.ts';
import { columnsOf } from '../leadColumns.ts';
import { leadNotFound, leadValues } from '../leadWrite.ts';
import type { LeadRow } from '../presentLead.ts';

type Change = LeadHistory['changes'][number];

/**
 * What changed in a lead, newest first. An import keeps no change for each first value of the leads that it creates, of
 * which there may be millions: what they were follows from what they are and from the changes since.
 * @throws AppError not_found, bad_cursor
 */
export async function readLeadHistory(
  database: Database,
  leadId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<LeadHistory> {
  const fingerprint = listFingerprint(['history', leadId]);
  // The id of the last change; below 1: that many first values were told.
  const place = cursor === undefined ? null : decodeCursor(cursor, fingerprint, z.int());
  const lead = await database.prisma.lead.findUnique({ where: { id: leadId } });
  if (!lead) throw leadNotFound(leadId);
  const rows =
    place !== null && place <= 0
      ? []
      : await database.prisma.leadChange.findMany({
          where: { leadId, ...(place === null ? {} : { id: { lt: place } }) },
          orderBy: { id: 'desc' },
          take: limit + 1,
        });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const changes = page.map((row): Change => ({
    field: row.field,
    old: row.oldValue,
    new: row.newValue,
    source: row.source,
    at: row.at.toISOString(),
  }));
  if (rows.length > limit && last) return { changes, nextCursor: encodeCursor(fingerprint, last.id) };

  const told = place !== null && place <= 0 ? -place : 0;
  const first = await firstValues(database, lead);
  const further = first.slice(told, told + limit - changes.length);
  const isEnd = told + further.length === first.length;
  return {
    changes: [...changes, ...further],
    nextCursor: isEnd ? null : encodeCursor(fingerprint, -(told + further.length)),
  };
}

const importedFields = columnsOf('field', 'number');

/** What a lead that an import created got from it. */
async function firstValues(database: Database, row: LeadRow): Promise<Change[]> {
  const origin = await database.prisma.importRow.findFirst({
    where: { leadId: row.id, state: 'created' },
    select: { importId: true },
  });
  if (origin === null) return [];
  const changes = await database.prisma.leadChange.findMany({
    where: { leadId: row.id, field: { in: importedFields } },
    orderBy: { id: 'desc' },
  });
  // The oldest change of a field says what was before it.
  const firstOf = new Map(changes.map(({ field, oldValue }) => [field, oldValue as unknown]));
  const now = leadValues(row);
  return importedFields.flatMap((field) => {
    const value = firstOf.has(field) ? firstOf.get(field) : now[field];
    if (isBlank(value)) return [];
    const at = row.createdAt.toISOString();
    return { field, old: blankLead[field], new: value, source: `import:${origin.importId}`, at };
  });
}

const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0);
