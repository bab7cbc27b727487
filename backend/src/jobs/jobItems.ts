import { type JobItems, idSchema } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { moveCount, openItemStates } from './jobCounts.ts';
import type { ItemQuery } from './jobKind.ts';

/** Reads a page of a job's requests as its items, oldest first. @throws AppError bad_cursor */
export async function requestItems(database: Database, jobId: number, query: ItemQuery): Promise<JobItems> {
  const rows = await database.prisma.request.findMany({
    where: {
      jobId,
      ...(query.state && { state: { in: query.state } }),
      ...(query.cursor !== undefined && { id: { gt: decodeCursor(query.cursor, place, idSchema) } }),
    },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  const { page, nextCursor } = pageOf(rows, query.limit, place, ({ id }) => id);
  return {
    items: page.map((row) => ({
      id: row.id,
      leadId: row.leadId,
      state: row.state,
      reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText ?? row.reasonCode },
      costMicros: Number(row.costMicros),
      startedAt: row.startedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
    })),
    nextCursor,
  };
}

const place = 'jobs';

/** Moves a job's open items from the states `from` to another state, with the counts. */
export async function moveItems(
  sql: Sql,
  jobId: number,
  from: readonly string[],
  to: 'waiting' | 'on_hold',
): Promise<void> {
  for (const state of from) {
    const { count } = await sql.prisma.request.updateMany({
      where: { jobId, state, endedAt: null },
      data: { state: to },
    });
    await moveCount(sql, jobId, state, to, count);
  }
}

/** Cancels all open items of a job, with the counts. */
export async function cancelItems(sql: Sql, jobId: number, now: Date): Promise<void> {
  for (const state of openItemStates) {
    const { count } = await sql.prisma.request.updateMany({
      where: { jobId, state, endedAt: null },
      data: { state: 'cancelled', endedAt: now },
    });
    await moveCount(sql, jobId, state, 'cancelled', count);
  }
}
