import {
  type SuppressionBatch,
  suppressionBatchSchema,
  type SuppressionKind,
  suppressionKinds,
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
  const [[counted], leads, isMarking, rows] = await Promise.all([
    // Grouped in the order of the key, so that nothing is sorted.
    database.scan<Record<SuppressionKind, number | bigint | null>>(
      Prisma.sql`SELECT ${Prisma.join(suppressionKinds.map(sumOf))}
        FROM (SELECT MIN("kind") AS "kind" FROM "SuppressionEntry" GROUP BY "hash") AS "entry"`,
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
  const countOf = (kind: SuppressionKind): number => Number(counted?.[kind] ?? 0);
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

const sumOf = (kind: SuppressionKind): Prisma.Sql =>
  Prisma.sql`SUM(CASE WHEN "kind" = ${kind} THEN 1 ELSE 0 END) AS ${Prisma.raw(`"${kind}"`)}`;

type BatchRow = Awaited<ReturnType<Database['prisma']['suppressionBatch']['findMany']>>[number];

const presentBatch = ({ createdAt, ...row }: BatchRow): SuppressionBatch =>
  suppressionBatchSchema.parse({ ...row, createdAt: createdAt.toISOString() });
