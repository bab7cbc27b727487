import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { changeJob } from '../../jobs/advanceJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { completeIfDone, moveCount, readCounts } from '../../jobs/jobCounts.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { StepResult } from '../../jobs/jobKind.ts';
import { isOfMode, otherModeReason } from '../../jobs/maySpend.ts';
import { readMode } from '../../jobs/mode.ts';
import type { ReadFigures } from '../../jobs/figures.ts';
import type { Clock } from '../../platform/clock.ts';
import { holdJob } from '../ledger/holdJob.ts';
import { jobWish, wakeLookup } from '../wakeLookup.ts';

/** Limit of open lookups per job: enough for any rate limit, few enough to stop quickly. */
const openAtOnce = 50;
const wakesAtOnce = 10;

/**
 * Opens the next lookups of a job and wakes their workflows. Completes the job when none is left. Puts a job of another
 * mode on hold.
 */
export async function openLookups(
  deps: { database: Database; clock: Clock; engine: Pick<Engine, 'wake'>; figures: () => Promise<ReadFigures> },
  jobId: number,
): Promise<StepResult> {
  const { database, clock, engine } = deps;
  const now = clock.now();
  const figures = await deps.figures();
  const leadIds = await database.transaction(async (sql) => {
    // Locks the job's row first: a later pause waits for this transaction, an earlier one is read here.
    const [job] = await sql.prisma.job.updateManyAndReturn({
      where: { id: jobId, state: 'running' },
      data: { state: 'running' },
    });
    if (job === undefined) return [];
    if (!isOfMode(job, await readMode(sql))) {
      await holdJob(sql, jobId, otherModeReason(job.mode === 'live' ? 'live' : 'sandbox'), now);
      await appendEvents(sql, [...(await jobEvents(sql, [jobId], figures)), leadsChanged(jobId)], now);
      return null;
    }
    const counts = await readCounts(sql, jobId);
    const next = await sql.prisma.request.findMany({
      where: { jobId, state: 'waiting' },
      orderBy: { id: 'asc' },
      take: Math.max(0, openAtOnce - (counts.running ?? 0)),
    });
    const opened = await sql.prisma.request.updateMany({
      where: { id: { in: next.map(({ id }) => id) }, state: 'waiting' },
      data: { state: 'running', startedAt: now },
    });
    await moveCount(sql, jobId, 'waiting', 'running', opened.count);
    if (opened.count > 0) await appendEvents(sql, await jobEvents(sql, [jobId], figures), now);
    return next.map(({ leadId }) => leadId);
  });
  if (leadIds === null) return 'rest';
  for (let from = 0; from < leadIds.length; from += wakesAtOnce) {
    const some = leadIds.slice(from, from + wakesAtOnce);
    await Promise.all(some.map((id) => wakeLookup(engine, id, jobWish(jobId))));
  }
  const isDone = await changeJob(deps, deps, jobId, (sql, at) => completeIfDone(sql, jobId, at));
  return isDone ? 'rest' : 'wait';
}
