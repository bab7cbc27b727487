import type { Database, Prisma, Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { changeJob } from '../../jobs/advanceJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { completeIfDone, moveCount, readCounts } from '../../jobs/jobCounts.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { StepResult } from '../../jobs/jobKind.ts';
import { isOfMode, otherModeReason } from '../../jobs/maySpend.ts';
import { shareMode } from '../../jobs/mode.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import type { ReadFigures } from '../../jobs/figures.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import type { Clock } from '../../platform/clock.ts';
import { holdJob } from '../ledger/holdJob.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { byJob, wakeLookup } from '../wakeLookup.ts';
import { leftOfPilot, pauseAfterPilot } from './pilot.ts';

/** Limit of open lookups per job: enough for any rate limit, few enough to stop quickly. */
const openAtOnce = 50;
const wakesAtOnce = 10;

/**
 * Opens the next lookups of a job and wakes their workflows. Completes the job when none is left, and pauses it after its
 * pilot. Puts a job of another mode on hold.
 */
export async function openLookups(
  deps: { database: Database; clock: Clock; engine: Pick<Engine, 'wake'>; figures: () => Promise<ReadFigures> },
  jobId: number,
): Promise<StepResult> {
  const { database, clock, engine } = deps;
  const now = clock.now();
  const figures = await deps.figures();
  const leadIds = await database.transaction(async (sql) => {
    const mode = await shareMode(sql);
    const counts = await readCounts(sql, jobId);
    const next = await sql.prisma.request.findMany({
      where: { jobId, state: 'waiting' },
      orderBy: { id: 'asc' },
      take: Math.max(0, openAtOnce - (counts.running ?? 0)),
      select: { id: true, leadId: true },
    });
    // All transactions lock leads before jobs.
    const locked = await lockLeads(
      sql,
      next.map(({ leadId }) => leadId),
    );
    // Locks the job: a later pause waits for this transaction, an earlier one is read here.
    const [job] = await sql.prisma.job.updateManyAndReturn({
      where: { id: jobId, state: 'running' },
      data: { state: 'running' },
    });
    if (job === undefined) return [];
    if (!isOfMode(job, mode)) {
      await holdJob(sql, jobId, otherModeReason(job.mode === 'live' ? 'live' : 'sandbox'));
      await appendEvents(sql, [...(await jobEvents(sql, [jobId], figures)), leadsChanged(jobId)], now);
      return null;
    }
    const mayOpen = next.slice(0, await leftOfPilot(sql, job));
    const opened = await open(sql, job, mayOpen, locked, now);
    if (await pauseAfterPilot(sql, job)) {
      await appendEvents(sql, [...(await jobEvents(sql, [jobId], figures)), leadsChanged(jobId)], now);
      return null;
    }
    if (opened.length > 0) await appendEvents(sql, await jobEvents(sql, [jobId], figures), now);
    return opened;
  });
  if (leadIds === null) return 'rest';
  for (let from = 0; from < leadIds.length; from += wakesAtOnce) {
    const some = leadIds.slice(from, from + wakesAtOnce);
    await Promise.all(some.map((id) => wakeLookup(engine, id, byJob(jobId))));
  }
  const isDone = await changeJob(deps, deps, jobId, (sql, at) => completeIfDone(sql, jobId, at));
  return isDone ? 'rest' : 'wait';
}

interface Item {
  id: number;
  leadId: number;
}

/**
 * @param locked the leads that may be written
 * @returns the leads whose items were opened
 */
async function open(
  sql: Sql,
  job: JobRow,
  items: readonly Item[],
  locked: readonly number[],
  now: Date,
): Promise<number[]> {
  if (items.length === 0) return [];
  const opened = await sql.prisma.request.updateManyAndReturn({
    where: { id: { in: items.map(({ id }) => id) }, state: 'waiting' },
    data: { state: 'running', startedAt: now },
    select: { id: true, leadId: true },
  });
  await moveCount(sql, job.id, 'waiting', 'running', opened.length);
  const leadIds = opened.map(({ leadId }) => leadId);
  const leads = idsFromJson(
    sql.dialect,
    leadIds.filter((id) => locked.includes(id)),
  );
  const requests = idsFromJson(
    sql.dialect,
    opened.map(({ id }) => id),
  );
  await takeRounds(sql, job, requests, leads);
  await sql.prisma.$executeRaw`UPDATE "Lead" SET
      "phoneDetail" = CASE WHEN "phoneStatus" IN ('asking', 'queued') THEN "phoneDetail" ELSE NULL END,
      "phoneStatus" = CASE WHEN "phoneStatus" = 'asking' THEN 'asking' ELSE 'queued' END,
      "updatedAt" = ${instant(sql.dialect, now)}
    WHERE "id" IN (${leads})`;
  return sortedAsOpened(items, leadIds);
}

const sortedAsOpened = (items: readonly Item[], leadIds: readonly number[]): number[] =>
  items.flatMap(({ leadId }) => (leadIds.includes(leadId) ? [leadId] : []));

/**
 * Gives forced items their round. An item joins the round that another forced lookup of the lead began after the job was
 * accepted; else it begins a round. The items of a retry have the rounds of the job that it repeats.
 */
async function takeRounds(sql: Sql, job: JobRow, requests: Prisma.Sql, leads: Prisma.Sql): Promise<void> {
  await sql.prisma.$executeRaw`UPDATE "Lead" SET "phoneRound" = "phoneRound" + 1
    WHERE "id" IN (${leads})
      AND EXISTS (SELECT 1 FROM "Request" AS "item" WHERE "item"."jobId" = ${job.id} AND "item"."leadId" = "Lead"."id"
        AND "item"."force" AND "item"."round" = 0)
      AND NOT EXISTS (SELECT 1 FROM "Request" AS "other"
        WHERE "other"."leadId" = "Lead"."id" AND "other"."kind" = 'phone_lookup' AND "other"."force"
          AND "other"."round" = "Lead"."phoneRound" AND "other"."startedAt" >= ${instant(sql.dialect, job.createdAt)})`;
  await sql.prisma.$executeRaw`UPDATE "Request"
    SET "round" = (SELECT "Lead"."phoneRound" FROM "Lead" WHERE "Lead"."id" = "Request"."leadId")
    WHERE "id" IN (${requests}) AND "force" AND "round" = 0
      AND EXISTS (SELECT 1 FROM "Lead" WHERE "Lead"."id" = "Request"."leadId")`;
}
