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
 * Reads a page of a lead's changes, newest first. An import stores no changes for the first values of leads that it
 * creates. They are derived from the current values and the changes since.
 * @throws AppError not_found, bad_cursor
 */
export async function readLeadHistory(
  database: Database,
  leadId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<LeadHistory> {
  const fingerprint = listFingerprint(['history', leadId]);
  // The id of the last change on the page before; 0 or less: minus the number of first values listed so far.
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

  const listed = place !== null && place <= 0 ? -place : 0;
  const first = await firstValues(database, lead);
  const further = first.slice(listed, listed + limit - changes.length);
  const isEnd = listed + further.length === first.length;
  return {
    changes: [...changes, ...further],
    nextCursor: isEnd ? null : encodeCursor(fingerprint, -(listed + further.length)),
  };
}

const importedFields = columnsOf('field', 'number');

/** Derives the first values of a lead that an import created. */
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
  // The oldest change of a field has the first value.
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
