import {
  type SuppressionBatch,
  suppressionBatchSchema,
  type SuppressionKind,
  type Suppressions,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { type Database, Prisma } from '../db/database.ts';
import { decodeCursor, listFingerprint, pageOf } from '../http/cursor.ts';
import { isMarkingDue } from './marking/markLeads.ts';

const fingerprint = listFingerprint('suppressions');

/** Returns the counts of the suppression list and a page of its batches, newest first. @throws AppError bad_cursor */
export async function readSuppressions(
  database: Database,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Suppressions> {
  const before = cursor === undefined ? null : decodeCursor(cursor, fingerprint, z.int().positive());
  const [kinds, leads, isMarking, rows] = await Promise.all([
    database.scan<{ kind: SuppressionKind; entries: number | bigint }>(
      Prisma.sql`SELECT "kind", COUNT(*) AS "entries" FROM (SELECT DISTINCT "hash", "kind" FROM "SuppressionEntry") AS "entry"
        GROUP BY "kind"`,
    ),
    database.scan<{ leads: number | bigint }>(
      Prisma.sql`SELECT COUNT(*) AS "leads" FROM "SuppressedLead" WHERE "leadId" IN (SELECT "id" FROM "Lead")`,
    ),
    isMarkingDue(database),
    database.prisma.suppressionBatch.findMany({
      ...(before === null ? {} : { where: { id: { lt: before } } }),
      orderBy: { id: 'desc' },
      take: limit + 1,
    }),
  ]);
  const countOf = (kind: SuppressionKind): number => Number(kinds.find((row) => row.kind === kind)?.entries ?? 0);
  const { page, nextCursor } = pageOf(rows, limit, fingerprint, ({ id }) => id);
  return {
    counts: {
      email: countOf('email'),
      domain: countOf('domain'),
      phone: countOf('phone'),
      profile: countOf('profile'),
    },
    leads: Number(leads[0]?.leads ?? 0),
    isMarking,
    batches: page.map(presentBatch),
    nextCursor,
  };
}

type BatchRow = Awaited<ReturnType<Database['prisma']['suppressionBatch']['findMany']>>[number];

const presentBatch = ({ createdAt, ...row }: BatchRow): SuppressionBatch =>
  suppressionBatchSchema.parse({ ...row, createdAt: createdAt.toISOString() });
