import type { BulkLookup, Job, LookupEstimate } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { forecast } from './planning/forecast.ts';
import { moveCount } from '../jobs/jobCounts.ts';
import { jobNow } from '../jobs/jobEvents.ts';
import type { ReadFigures } from '../jobs/figures.ts';
import type { JobRow } from '../jobs/presentJob.ts';
import type { LedgerSettings } from './ledger/situation.ts';
import { measuredProviders, type Speeds } from './ledger/speeds.ts';
import type { Clock } from '../platform/clock.ts';
import { selectForBulk } from './bulkSelection.ts';
import type { Engine } from '../jobs/engine.ts';
import { lookupFigures } from './lookupFigures.ts';
import { maySpend, type Spending } from '../jobs/maySpend.ts';
import { readMode } from '../jobs/mode.ts';
import { requestOfItems } from '../jobs/requestOfItems.ts';
import { keepJobOfKey } from '../http/requestKey.ts';

export interface BulkLookupDeps extends LedgerSettings {
  database: Database;
  clock: Clock;
  speeds: Speeds;
  engine: Engine;
}

/**
 * What a bulk lookup would do, take and cost; the same selection as `startBulkLookup`'s.
 * @param set a statement that yields the `"id"` of every lead, when the body's own set is not meant
 */
export async function estimateBulkLookup(
  deps: BulkLookupDeps,
  body: BulkLookup,
  set?: Prisma.Sql,
): Promise<LookupEstimate> {
  const { groups, skipped } = await selectForBulk(deps.database, deps, body, (query) => deps.database.scan(query), set);
  const ahead = forecast(await measuredProviders(deps.database), groups);
  return {
    leads: groups.reduce((sum, { leads }) => sum + leads, 0),
    skipped,
    cost: { leastMicros: ahead.leastMicros, expectedMicros: ahead.expectedMicros, mostMicros: ahead.mostMicros },
    etaSeconds: ahead.etaSeconds === null ? null : Math.ceil(ahead.etaSeconds),
  };
}

/** Writes the job with all its items in one transaction, then wakes the engine without waiting for it. */
export async function startBulkLookup(deps: BulkLookupDeps, body: BulkLookup): Promise<Job> {
  const now = deps.clock.now();
  const figures = lookupFigures(await deps.speeds());
  const job = await deps.database.transaction(async (sql) => {
    const { eligible } = await selectForBulk(sql, deps, body);
    const spending = maySpend({ kind: 'create' }, { mode: await readMode(sql), maxCostMicros: body.maxCostMicros });
    return createLookupJob(sql, { spending, body, eligible, now }, figures);
  });
  void deps.engine.wakeJob(job.id);
  return job;
}

/**
 * A lookup job over the leads that a statement yields; call it in a transaction.
 * An empty set gives a job that is completed from the start.
 */
export async function createLookupJob(
  sql: Sql,
  given: {
    spending: Spending;
    body: BulkLookup;
    eligible: Prisma.Sql;
    now: Date;
    /** `title` gets its number of leads in words. */
    retry?: { of: number; title: (leads: string) => string };
  },
  figures: ReadFigures | undefined,
): Promise<Job> {
  const { body, now, retry } = given;
  const row = await sql.prisma.job.create({
    data: {
      kind: 'phone_lookup',
      title: 'Find phones',
      mode: given.spending.mode,
      state: 'queued',
      total: 0,
      costMicros: 0n,
      reservedMicros: 0n,
      maxCostMicros: given.spending.maxCostMicros,
      request: {},
      retryOf: retry?.of ?? null,
      createdAt: now,
    },
  });
  await keepJobOfKey(sql, row.id);
  const total = await addItems(sql, row, given.eligible, body.force, now);
  await moveCount(sql, row.id, null, 'waiting', total);
  const leads = total === 1 ? '1 lead' : `${total} leads`;
  const saved = await sql.prisma.job.update({
    where: { id: row.id },
    data: {
      total,
      title: retry === undefined ? `Find phones for ${leads}` : retry.title(leads),
      ...(total === 0 && { state: 'completed', startedAt: now, endedAt: now }),
      request: requestOfItems(row.id, body),
    },
  });
  const job = await jobNow(sql, saved, figures);
  await appendEvents(
    sql,
    [
      { topic: `job:${job.id}`, name: 'job.changed', data: job },
      { topic: 'leads', name: 'leads.changed', data: { jobId: job.id, importId: null } },
    ],
    now,
  );
  return job;
}

async function addItems(sql: Sql, job: JobRow, eligible: Prisma.Sql, force: boolean, now: Date): Promise<number> {
  const jobId = Prisma.sql`CAST(${job.id} AS INTEGER)`;
  const at = sql.dialect === 'postgres' ? Prisma.sql`${now}::timestamptz` : Prisma.sql`${now}`;
  // A retry of a forced job stays in its rounds: what was answered there is not asked and paid again.
  const raises = force && job.retryOf === null;
  const round = raises
    ? Prisma.sql`"phoneRound" + 1`
    : force
      ? Prisma.sql`COALESCE((SELECT "old"."round" FROM "Request" AS "old"
          WHERE "old"."jobId" = ${job.retryOf} AND "old"."leadId" = "Lead"."id"), 0)`
      : Prisma.sql`0`;
  // Newest first, as people see their list: what they look at moves first.
  const total = await sql.prisma.$executeRaw`INSERT INTO "Request"
      ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
    SELECT 'phone_lookup', "id", ${jobId}, 'waiting', ${Prisma.raw(force ? 'TRUE' : 'FALSE')}, ${round}, 0, ${at}
    FROM "Lead" WHERE "id" IN (${eligible}) ORDER BY "id" DESC`;
  const raise = raises ? Prisma.sql`"phoneRound" = "phoneRound" + 1,` : Prisma.empty;
  await sql.prisma.$executeRaw`UPDATE "Lead" SET ${raise}
      "phoneStatus" = CASE WHEN "phoneStatus" = 'asking' THEN 'asking' ELSE 'queued' END,
      "phoneDetail" = CASE WHEN "phoneStatus" = 'asking' THEN "phoneDetail" ELSE NULL END,
      "updatedAt" = ${now}
    WHERE "id" IN (SELECT "leadId" FROM "Request" WHERE "jobId" = ${job.id})`;
  return total;
}
