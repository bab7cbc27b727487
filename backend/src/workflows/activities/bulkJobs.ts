import { Context } from '@temporalio/activity';
import type { Database, Sql } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { completeIfDone, hasCallUnderWay, jobEvents, moveCount, readCounts } from '../../ledger/jobCounts.ts';
import type { JobRow } from '../../ledger/presentJob.ts';
import type { Speeds } from '../../ledger/speeds.ts';
import type { Clock } from '../../platform/clock.ts';

/** `more`: at once again · `soon` · `wait`: when woken, or in a few seconds · `rest`: until somebody says so. */
export type JobTurn = 'more' | 'soon' | 'wait' | 'rest';

export interface BulkJobSteps {
  /** Does what is next for a job, as its rows say at this moment. */
  advanceJob(jobId: number): Promise<JobTurn>;
}

/** What who carries a job may know of the activity that it is, and tell it. */
interface Turn {
  /** The process is about to end. */
  signal: AbortSignal;
  /** Of one turn that failed and is tried again; from 1. */
  attempt: number;
  /** Where it is: goes with the next heartbeat. */
  reached(position: number): void;
}

export interface BulkJobDeps {
  database: Database;
  clock: Clock;
  speeds: Speeds;
  wakeLookup(leadId: number, wish: { person: boolean; fairnessKey: string }): Promise<void>;
  /** Kinds of jobs whose turns are not made here: each goes on with the job for some seconds, also with its cancelling. */
  carriers: Partial<Record<string, (job: JobRow, turn: Turn) => Promise<JobTurn>>>;
  /** Deletes leads of a deletion job and settles their items; returns how many items are left. */
  deleteSomeLeads(job: JobRow): Promise<number>;
  /** Writes messages of a job and settles their items; returns whether there may be more to write. */
  generateSomeMessages(job: JobRow): Promise<boolean>;
}

/** Lookups of one job that are open at a time: enough for any limit, few enough to stop quickly. */
const openLookups = 50;
const wakesAtOnce = 10;
const heartbeatMs = 1_000;

export function bulkJobSteps(deps: BulkJobDeps): BulkJobSteps {
  const { database, clock } = deps;

  async function advanceJob(jobId: number): Promise<JobTurn> {
    const context = Context.current();
    let position: number | undefined;
    const reached = (next: number): void => void (position = next);
    const heartbeat = setInterval(() => context.heartbeat(position), heartbeatMs);
    try {
      return await takeTurn(jobId, { signal: context.cancellationSignal, attempt: context.info.attempt, reached });
    } finally {
      clearInterval(heartbeat);
    }
  }

  async function takeTurn(jobId: number, turn: Turn): Promise<JobTurn> {
    const job = await database.prisma.job.findUnique({ where: { id: jobId } });
    const carrier = deps.carriers[job?.kind ?? ''];
    switch (job?.state) {
      case 'queued':
      case 'running':
        await begin(jobId);
        if (carrier !== undefined) return carrier(job, turn);
        if (job.kind === 'lead_deletion') return moreWhile((await deps.deleteSomeLeads(job)) > 0);
        if (job.kind === 'message_generation') return moreWhile(await deps.generateSomeMessages(job));
        return openMore(jobId);
      case 'cancelling':
        if (carrier !== undefined) return carrier(job, turn);
        return finishCancelling(jobId);
      default:
        return 'rest';
    }
  }

  async function begin(jobId: number): Promise<void> {
    const now = clock.now();
    await change(jobId, now, async (sql) => {
      const { count } = await sql.prisma.job.updateMany({
        where: { id: jobId, state: 'queued' },
        data: { state: 'running', startedAt: now },
      });
      return count > 0;
    });
  }

  async function openMore(jobId: number): Promise<JobTurn> {
    const now = clock.now();
    const speeds = await deps.speeds();
    const leadIds = await database.transaction(async (sql) => {
      // Takes the job's row first: a pause that comes now waits, one that came before is seen.
      const { count } = await sql.prisma.job.updateMany({
        where: { id: jobId, state: 'running' },
        data: { state: 'running' },
      });
      if (count === 0) return [];
      const counts = await readCounts(sql, jobId);
      const next = await sql.prisma.request.findMany({
        where: { jobId, state: 'waiting' },
        orderBy: { id: 'asc' },
        take: Math.max(0, openLookups - (counts.running ?? 0)),
      });
      const opened = await sql.prisma.request.updateMany({
        where: { id: { in: next.map(({ id }) => id) }, state: 'waiting' },
        data: { state: 'running', startedAt: now },
      });
      await moveCount(sql, jobId, 'waiting', 'running', opened.count);
      if (opened.count > 0) await appendEvents(sql, await jobEvents(sql, [jobId], speeds), now);
      return next.map(({ leadId }) => leadId);
    });
    for (let from = 0; from < leadIds.length; from += wakesAtOnce) {
      const some = leadIds.slice(from, from + wakesAtOnce);
      await Promise.all(some.map((id) => deps.wakeLookup(id, { person: false, fairnessKey: `job-${jobId}` })));
    }
    const done = await change(jobId, now, (sql) => completeIfDone(sql, jobId, now));
    return done ? 'rest' : 'wait';
  }

  /** The calls under way are being aborted; when the last is settled, the job is cancelled. */
  async function finishCancelling(jobId: number): Promise<JobTurn> {
    const now = clock.now();
    if (await hasCallUnderWay(database, jobId, now)) return 'soon';
    await change(jobId, now, async (sql) => {
      const { count } = await sql.prisma.job.updateMany({
        where: { id: jobId, state: 'cancelling' },
        data: { state: 'cancelled', endedAt: now },
      });
      return count > 0;
    });
    return 'rest';
  }

  /** One guarded change of a job with its event; nothing is written when the change didn't apply. */
  async function change(jobId: number, now: Date, apply: (sql: Sql) => Promise<boolean>): Promise<boolean> {
    const speeds = await deps.speeds();
    return database.transaction(async (sql) => {
      const changed = await apply(sql);
      const events: NewEvent[] = changed ? await jobEvents(sql, [jobId], speeds) : [];
      await appendEvents(sql, events, now);
      return changed;
    });
  }

  return { advanceJob };
}

const moreWhile = (isMore: boolean): JobTurn => (isMore ? 'more' : 'rest');
