import type { Job, JobRetry, LookupEstimate, RetriedItems } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { jobNow } from './jobEvents.ts';
import { storedItemStates } from './jobCounts.ts';
import { type JobKind, kindOf } from './jobKind.ts';
import { lockJob } from './lockJob.ts';
import { maySpend } from './maySpend.ts';
import { readMode } from './mode.ts';
import type { JobRow } from './presentJob.ts';
import { jobRow } from './readJobs.ts';
import type { LeadSelection, StartJobDeps } from './newLeadJob.ts';
import { startJob } from './startJob.ts';
import type { SteerDeps } from './steerJob.ts';

/**
 * Creates a job over the failed or the cancelled items of an ended job. While an earlier retry runs over some of these
 * leads, returns that retry.
 * @throws AppError not_found; conflict when the job has not ended, is of another mode, or its kind can't be retried
 */
export async function retryJob(
  deps: SteerDeps & StartJobDeps,
  id: number,
  { items, maxCostMicros }: JobRetry,
): Promise<Job> {
  const now = deps.clock.now();
  const job = await jobRow(deps.database, id);
  const kind = kindOf(deps.kinds, job);
  const figures = await kind.figures?.();
  const leads = retriedLeads(kind, id, items);
  return startJob(deps, retrySelection(kind, id, items), async (sql) => {
    const row = await lockJob(sql, id);
    if (kind.retry === undefined) {
      throw new AppError(
        'conflict',
        'Only phone lookup, email verification and message jobs can be retried. Nothing was started.',
      );
    }
    if (row.endedAt === null) {
      throw new AppError(
        'conflict',
        `This job is ${row.state.replace('_', ' ')}. Retry it once it has ended. Nothing was started.`,
      );
    }
    const spentMicros = await spentWithRetries(sql, row);
    const spending = maySpend({ kind: 'retry', job: row, spentMicros }, { mode: await readMode(sql), maxCostMicros });
    const open = await openRetryOver(sql, id, leads);
    if (open !== null) return { existing: await jobNow(sql, open, figures) };
    return kind.retry(sql, row, { items, spending, now, figures });
  });
}

/**
 * Estimates a retry.
 * @throws AppError not_found; conflict for a job of another mode or of a kind without a price
 */
export async function estimateRetry(
  { database, kinds }: Pick<SteerDeps, 'database' | 'kinds'>,
  id: number,
  items: RetriedItems,
): Promise<LookupEstimate> {
  const job = await jobRow(database, id);
  const kind = kindOf(kinds, job);
  if (kind.estimateRetry === undefined)
    throw new AppError(
      'conflict',
      'Only phone lookup jobs cost money, so this retry has no estimate. Nothing was started.',
    );
  maySpend({ kind: 'retry', job, spentMicros: 0n }, { mode: await readMode(database), maxCostMicros: undefined });
  return kind.estimateRetry(job, retriedLeads(kind, id, items));
}

/** Selects the leads of a retry of a job. */
export const retrySelection = (kind: JobKind, jobId: number, items: RetriedItems): LeadSelection => ({
  find: async () => retriedLeads(kind, jobId, items),
  order: 'newest',
  stored: { retried: items },
});

/** Builds a statement that returns the `"id"` of every lead of a retry. */
function retriedLeads(kind: JobKind, jobId: number, items: RetriedItems): Prisma.Sql {
  if (items === 'cancelled') return leadsInState(jobId, ['cancelled']);
  return kind.failedLeads?.(jobId) ?? leadsInState(jobId, ['incomplete', 'error', 'on_hold']);
}

/** Builds a statement that returns the `"id"` of every lead whose item of an ended job has one of these states. */
export const leadsInState = (jobId: number, states: readonly string[]): Prisma.Sql =>
  Prisma.sql`SELECT "leadId" AS "id" FROM "Request"
    WHERE "jobId" = ${jobId} AND "state" IN (${Prisma.join(storedItemStates('cancelled', states))})`;

/** Sums the amounts that a job, its retries and their retries have spent or reserved. */
async function spentWithRetries(sql: Sql, job: JobRow): Promise<bigint> {
  let spentMicros = job.reservedMicros;
  let ids = [job.id];
  while (ids.length > 0) {
    const retries = await sql.prisma.job.findMany({ where: { retryOf: { in: ids } } });
    for (const { reservedMicros } of retries) spentMicros += reservedMicros;
    ids = retries.map(({ id }) => id);
  }
  return spentMicros;
}

/** Finds an unfinished retry of a job over some of these leads, so that a second click starts nothing. */
async function openRetryOver(sql: Sql, id: number, leads: Prisma.Sql): Promise<JobRow | null> {
  const open = await sql.prisma.job.findMany({ where: { retryOf: id, endedAt: null }, orderBy: { id: 'asc' } });
  for (const job of open) {
    if (job.state === 'preparing') return job;
    const [shared] = await sql.prisma.$queryRaw<unknown[]>`SELECT 1 FROM "Request" AS "retried"
      WHERE "retried"."jobId" = ${job.id}
        AND EXISTS (SELECT 1 FROM (${leads}) AS "leads" WHERE "leads"."id" = "retried"."leadId") LIMIT 1`;
    if (shared !== undefined) return job;
  }
  return null;
}
