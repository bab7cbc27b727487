import type { Job, JobState } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { callsPerSecond, type ProviderForecast } from '../enrichment/forecast.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/** Items in these states are not settled yet. */
export const openItemStates = ['waiting', 'running', 'on_hold'] as const;

/** Moves `count` items of a job from one state to another in its counts; call it in the transaction of the move. */
export async function moveCount(sql: Sql, jobId: number, from: string | null, to: string, count = 1): Promise<void> {
  if (count === 0 || from === to) return;
  const rows = [Prisma.sql`(${jobId}, ${to}, ${count})`];
  if (from !== null) rows.push(Prisma.sql`(${jobId}, ${from}, ${-count})`);
  await sql.prisma.$executeRaw`INSERT INTO "JobCount" ("jobId", "state", "count") VALUES ${Prisma.join(rows)}
    ON CONFLICT ("jobId", "state") DO UPDATE SET "count" = "JobCount"."count" + excluded."count"`;
}

/** A job's items by state, as its counts say. */
export async function readCounts(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const rows = await sql.prisma.jobCount.findMany({ where: { jobId } });
  return Object.fromEntries(rows.filter(({ count }) => count !== 0).map(({ state, count }) => [state, count]));
}

/** The same by counting the items; must always equal `readCounts`. */
export async function recount(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const rows = await sql.prisma.request.groupBy({ by: ['state'], where: { jobId }, _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
}

export const openItems = (counts: Record<string, number>): number =>
  openItemStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/**
 * Seconds until a running lookup job ends, from the providers' limits and measured speed; null when it doesn't run.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function etaSeconds(
  state: JobState,
  counts: Record<string, number>,
  providers: readonly ProviderForecast[],
): number | null {
  if (state !== 'queued' && state !== 'running') return null;
  const left = (counts.waiting ?? 0) + (counts.running ?? 0);
  let stillMissing = left;
  let seconds = 0;
  for (const provider of providers) {
    seconds = Math.max(seconds, stillMissing / callsPerSecond(provider));
    stillMissing *= 1 - provider.hitRate;
  }
  return providers.length === 0 ? null : Math.ceil(seconds);
}

/** Completes a running job whose last item was settled. Guarded: only from running, only when nothing is open. */
export async function completeIfDone(sql: Sql, jobId: number, now: Date): Promise<boolean> {
  if (openItems(await readCounts(sql, jobId)) > 0) return false;
  const { count } = await sql.prisma.job.updateMany({
    where: { id: jobId, state: { in: ['queued', 'running', 'paused', 'on_hold'] } },
    data: { state: 'completed', endedAt: now, errorCode: null, errorText: null },
  });
  return count > 0;
}

/** The job as it is now, for the wire. */
export async function jobNow(sql: Sql, row: JobRow, providers: readonly ProviderForecast[]): Promise<Job> {
  const counts = await readCounts(sql, row.id);
  const job = presentJob(row, counts, null);
  return { ...job, etaSeconds: row.kind === 'phone_lookup' ? etaSeconds(job.state, counts, providers) : null };
}

/** The events that tell of jobs' changes. */
export async function jobEvents(
  sql: Sql,
  jobIds: readonly number[],
  providers: readonly ProviderForecast[],
): Promise<NewEvent[]> {
  const rows = await sql.prisma.job.findMany({ where: { id: { in: [...jobIds] } }, orderBy: { id: 'asc' } });
  const events: NewEvent[] = [];
  for (const row of rows) {
    events.push({ topic: `job:${row.id}`, name: 'job.changed', data: await jobNow(sql, row, providers) });
  }
  return events;
}
