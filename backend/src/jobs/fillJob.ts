import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { analyzeItems } from './analyzeItems.ts';
import { addItems, leadsInWords, preparingMs } from './createJob.ts';
import { addCounts, moveCount, readCounts } from './jobCounts.ts';
import { jobEvents, leadsChanged } from './jobEvents.ts';
import { lockJob } from './lockJob.ts';
import type { JobRow } from './presentJob.ts';
import { endPreparations, isReadAgain } from './preparations.ts';
import type { LeadIds, NewLeadJob, StartJobDeps } from './newLeadJob.ts';

/** Keeps waits for the one writing connection short. */
const batch = 1_000;
const pauseMs = 2;

/** What fills a job, beside its set. */
export type Filling = Pick<NewLeadJob, 'title' | 'items' | 'figures'>;

/**
 * Adds the items of a job in state `preparing`, batch by batch, then starts the job. A job that is cancelled meanwhile
 * also gets all its items, as cancelled. Items that the job has already stay.
 */
export async function fillJob(
  deps: StartJobDeps,
  jobId: number,
  filling: Filling,
  set: Promise<LeadIds>,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, engine } = deps;
  try {
    const { text } = await set;
    for (const leads of batchesOf(text)) {
      signal.throwIfAborted();
      if (!(await database.transaction((sql) => addBatch(sql, jobId, filling, leads, clock.now())))) return;
      await delay(pauseMs);
    }
    await analyzeItems(database);
    await database.transaction((sql) => begin(sql, jobId, filling, clock.now()));
    void engine.wakeJob(jobId);
  } catch (error) {
    await database.transaction((sql) => leavePreparing(sql, jobId, signal.aborted, clock.now()));
    if (!signal.aborted) throw error;
  }
}

/** Locks a job like `lockJob`; returns null when it is no longer being prepared. */
async function lockPreparing(sql: Sql, jobId: number): Promise<JobRow | null> {
  const job = await lockJob(sql, jobId);
  return job.preparingUntil === null ? null : job;
}

/** @returns false when the job is no longer being prepared */
async function addBatch(
  sql: Sql,
  jobId: number,
  { items }: Filling,
  leads: readonly number[],
  now: Date,
): Promise<boolean> {
  const job = await lockPreparing(sql, jobId);
  if (job === null) return false;
  const waiting = await addItems(sql, job, items, leads);
  await addCounts(sql, jobId, { waiting });
  await sql.prisma.job.update({
    where: { id: jobId },
    data: { total: { increment: waiting }, preparingUntil: new Date(now.getTime() + preparingMs) },
  });
  return true;
}

async function begin(sql: Sql, jobId: number, { title, figures }: Filling, now: Date): Promise<void> {
  const job = await lockPreparing(sql, jobId);
  if (job === null) return;
  const { total, state } = job;
  await sql.prisma.job.update({
    where: { id: jobId },
    data: {
      title: title(leadsInWords(total)),
      preparingUntil: null,
      ...(state === 'preparing' &&
        (total === 0 ? { state: 'completed', startedAt: now, endedAt: now } : { state: 'queued' })),
    },
  });
  await endPreparations(sql, [jobId]);
  await appendEvents(sql, [...(await jobEvents(sql, [jobId], figures)), leadsChanged(jobId)], now);
}

/** Leaves a job to the next process when this one stops and the set can be read again; otherwise ends it as failed. */
async function leavePreparing(sql: Sql, jobId: number, isStopping: boolean, now: Date): Promise<void> {
  if (!isStopping || !(await isReadAgain(sql, jobId))) return failPreparing(sql, [jobId], now);
  await sql.prisma.job.updateMany({
    where: { id: jobId, preparingUntil: { not: null } },
    data: { preparingUntil: now },
  });
}

/** Ends jobs whose preparation was interrupted as failed. None of their items had started. */
export async function failPreparing(sql: Sql, jobIds: readonly number[], now: Date): Promise<void> {
  const failed = await sql.prisma.job.updateManyAndReturn({
    where: { id: { in: [...jobIds] }, state: 'preparing' },
    data: {
      state: 'failed',
      preparingUntil: null,
      endedAt: now,
      errorCode: 'interrupted',
      errorText: 'Interrupted before the start. Nothing was changed, and nothing was spent. Start the job again',
    },
    select: { id: true },
  });
  for (const { id } of failed) {
    const { waiting = 0 } = await readCounts(sql, id);
    await moveCount(sql, id, 'waiting', 'cancelled', waiting);
  }
  await sql.prisma.job.updateMany({
    where: { id: { in: [...jobIds] }, state: 'cancelling' },
    data: { preparingUntil: null },
  });
  await endPreparations(sql, jobIds);
  await appendEvents(
    sql,
    await jobEvents(
      sql,
      failed.map(({ id }) => id),
    ),
    now,
  );
}

/** Splits ids that are joined by commas into lists of a batch. */
function* batchesOf(text: string): Generator<number[]> {
  for (let start = 0; start < text.length;) {
    let end = start - 1;
    for (let taken = 0; taken < batch && end < text.length; taken += 1) {
      const comma = text.indexOf(',', end + 1);
      end = comma < 0 ? text.length : comma;
    }
    yield text.slice(start, end).split(',').map(Number);
    start = end + 1;
  }
}
