import { type JobItems, idSchema } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { moveCount, shownItemState, storedItemStates } from './jobCounts.ts';
import type { ItemQuery } from './jobKind.ts';
import type { JobRow } from './presentJob.ts';

/** Reads a page of a job's requests as its items, oldest first. @throws AppError bad_cursor */
export async function requestItems(
  database: Database,
  { id: jobId, state: jobState }: Pick<JobRow, 'id' | 'state'>,
  query: ItemQuery,
): Promise<JobItems> {
  const rows = await database.prisma.request.findMany({
    where: {
      jobId,
      ...(query.state && { state: { in: storedItemStates(jobState, query.state) } }),
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
      state: shownItemState(jobState, row.state),
      reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText ?? row.reasonCode },
      costMicros: Number(row.costMicros),
      startedAt: row.startedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
    })),
    nextCursor,
  };
}

const place = 'jobs';

/** Ends the running items of a job as cancelled, and updates the counts. Few items run at a time. */
export async function cancelRunningItems(sql: Sql, jobId: number, now: Date): Promise<void> {
  const { count } = await sql.prisma.request.updateMany({
    where: { jobId, state: 'running', endedAt: null },
    data: { state: 'cancelled', endedAt: now },
  });
  await moveCount(sql, jobId, 'running', 'cancelled', count);
}
