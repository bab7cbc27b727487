import { z } from 'zod';
import { appendEvents } from '../../db/eventLog.ts';
import { takeLeadsAway } from './leadDelete.ts';
import { completeIfDone, moveCount, openItems, readCounts } from '../../jobs/jobCounts.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import type { LeadDeps } from '../leadDeps.ts';

/** Small enough that nobody waits for the one writing connection. */
const batch = 250;
const requestSchema = z.looseObject({ undoToken: z.string() });

/**
 * Deletes the next leads of a deletion job with their items and counts in one transaction.
 * @returns how many items are left
 */
export async function deleteSomeLeads(
  deps: Pick<LeadDeps, 'database' | 'onLeadsGone'>,
  job: JobRow,
  now: Date,
): Promise<number> {
  const { undoToken } = requestSchema.parse(job.request);
  const { leadIds, left } = await deps.database.transaction(async (sql) => {
    const { count: running } = await sql.prisma.job.updateMany({
      where: { id: job.id, state: 'running' },
      data: { state: 'running' },
    });
    if (running === 0) return { leadIds: [], left: 0 };
    const items = await sql.prisma.request.findMany({
      where: { jobId: job.id, state: 'waiting' },
      orderBy: { id: 'asc' },
      take: batch,
    });
    const gone = await takeLeadsAway(
      sql,
      items.map(({ leadId }) => leadId),
      undoToken,
      now,
    );
    const { count } = await sql.prisma.request.updateMany({
      where: { id: { in: items.map(({ id }) => id) }, state: 'waiting' },
      data: { state: 'deleted', startedAt: now, endedAt: now },
    });
    await moveCount(sql, job.id, 'waiting', 'deleted', count);
    await completeIfDone(sql, job.id, now);
    await appendEvents(sql, [...(await jobEvents(sql, [job.id])), leadsChanged(job.id)], now);
    return { leadIds: gone, left: openItems(await readCounts(sql, job.id)) };
  });
  if (leadIds.length > 0) await deps.onLeadsGone(leadIds);
  return left;
}
