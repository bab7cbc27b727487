import type { Job, JobState } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Engine } from './engine.ts';
import { jobEvents, jobNow, leadsChanged } from './jobEvents.ts';
import { cancelRunningItems } from './jobItems.ts';
import { type AfterCommit, type JobKinds, kindOf, type Steering } from './jobKind.ts';
import { lockJob } from './lockJob.ts';
import { maySpend } from './maySpend.ts';
import { readMode } from './mode.ts';
import type { JobRow } from './presentJob.ts';
import { jobRow } from './readJobs.ts';

export interface SteerDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  engine: Pick<Engine, 'wakeJob'>;
  kinds: JobKinds;
}

/** For each steering: the states it can start from, the states after it, and its name in errors. */
const steerings: Record<Steering, { from: JobState[]; done: JobState[]; past: string }> = {
  cancel: {
    from: ['preparing', 'queued', 'running', 'paused', 'on_hold'],
    done: ['cancelling', 'cancelled'],
    past: 'cancelled',
  },
  pause: { from: ['queued', 'running'], done: ['paused'], past: 'paused' },
  resume: { from: ['paused', 'on_hold'], done: ['queued', 'running'], past: 'resumed' },
};

const nothing: AfterCommit = async () => undefined;

/**
 * Cancels, pauses or resumes a job: one guarded change in the database. Then wakes the workflow without waiting.
 * @param maxCostMicros for a resume: a new spending limit
 * @throws AppError not_found; conflict when the job's state does not allow it, or it runs with another spending limit
 */
export async function steerJob(
  { database, clock, engine, kinds }: SteerDeps,
  id: number,
  what: Steering,
  maxCostMicros?: number,
): Promise<Job> {
  const now = clock.now();
  const kind = kindOf(kinds, await jobRow(database, id));
  const figures = await kind.figures?.();
  const { job, isChanged, afterCommit } = await database.transaction(async (sql) => {
    const row = await lockJob(sql, id);
    const { from, done, past } = steerings[what];
    if (done.some((state) => state === row.state)) {
      refuseOtherLimit(row, maxCostMicros);
      return { job: await jobNow(sql, row, figures), isChanged: false, afterCommit: nothing };
    }
    if (!from.some((state) => state === row.state)) {
      throw new AppError(
        'conflict',
        `This job is ${row.state.replace('_', ' ')}, so it can’t be ${past}. Nothing was changed.`,
      );
    }
    const change = (): Promise<void> => changes[what](sql, row, { now, maxCostMicros });
    const after = kind.steer ? await kind.steer(sql, what, row, change, now) : await change().then(() => nothing);
    await appendEvents(sql, [...(await jobEvents(sql, [id], figures)), leadsChanged(id)], now);
    return { job: await jobNow(sql, await jobRow(sql, id), figures), isChanged: true, afterCommit: after };
  });
  if (isChanged) void engine.wakeJob(id);
  await afterCommit();
  return job;
}

/** Refuses the new limit of a job that already runs: only a resume that is sent twice changes nothing. */
function refuseOtherLimit({ maxCostMicros }: JobRow, given: number | undefined): void {
  if (given === undefined || (maxCostMicros !== null && BigInt(given) === maxCostMicros)) return;
  throw new AppError(
    'conflict',
    'This job already runs, so its spending limit was not changed. Pause it, then resume it with the new limit.',
  );
}

interface Steer {
  now: Date;
  maxCostMicros: number | undefined;
}

/**
 * The change of the job and its running items for each steering. The job's state determines how other items are shown.
 */
const changes: Record<Steering, (sql: Sql, job: JobRow, request: Steer) => Promise<void>> = {
  async cancel(sql, { id }, { now }) {
    await sql.prisma.job.update({
      where: { id },
      data: { state: 'cancelling', errorCode: null, errorText: null, errorSource: null },
    });
    await cancelRunningItems(sql, id, now);
  },

  async pause(sql, { id }) {
    await sql.prisma.job.update({ where: { id }, data: { state: 'paused' } });
  },

  async resume(sql, job, request) {
    const { maxCostMicros } = maySpend(
      { kind: 'resume', job },
      { mode: await readMode(sql), maxCostMicros: request.maxCostMicros },
    );
    await sql.prisma.job.update({
      where: { id: job.id },
      data: {
        state: job.startedAt === null ? 'queued' : 'running',
        errorCode: null,
        errorText: null,
        errorSource: null,
        maxCostMicros,
      },
    });
    // Restarts the time of running items.
    await sql.prisma.request.updateMany({
      where: { jobId: job.id, state: 'running' },
      data: { startedAt: request.now },
    });
  },
};
