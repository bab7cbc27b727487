import type { BulkLookup, Job, LookupEstimate } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { forecast } from '../planning/forecast.ts';
import { createJob, startJob } from '../../jobs/createJob.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { ReadFigures } from '../../jobs/figures.ts';
import type { LedgerSettings } from '../ledger/situation.ts';
import { measuredProviders, type Speeds } from '../ledger/speeds.ts';
import type { Clock } from '../../platform/clock.ts';
import { selectForBulk } from './bulkSelection.ts';
import type { Engine } from '../../jobs/engine.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { maySpend, type Spending } from '../../jobs/maySpend.ts';
import { readMode } from '../../jobs/mode.ts';

export interface BulkLookupDeps extends LedgerSettings {
  database: Database;
  clock: Clock;
  speeds: Speeds;
  engine: Engine;
}

/**
 * Estimates a bulk lookup's leads, cost and duration. Selects the same leads as `startBulkLookup`.
 * @param set a statement that yields the `"id"` of every lead, in place of the body's set
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

/** Starts a lookup job for the eligible leads of the body. */
export async function startBulkLookup(deps: BulkLookupDeps, body: BulkLookup): Promise<Job> {
  const now = deps.clock.now();
  const figures = lookupFigures(await deps.speeds());
  return startJob(deps, async (sql) => {
    const { eligible } = await selectForBulk(sql, deps, body);
    const spending = maySpend({ kind: 'create' }, { mode: await readMode(sql), maxCostMicros: body.maxCostMicros });
    return createLookupJob(sql, { spending, body, eligible, now }, figures);
  });
}

/** Creates a lookup job for the leads that a statement yields. Call it in a transaction. */
export function createLookupJob(
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
  const { spending, body, eligible, now, retry } = given;
  // A retry of a forced job stays in its rounds, so that their answers are not paid again.
  const beginsRounds = body.force && retry === undefined;
  return createJob(sql, {
    kind: 'phone_lookup',
    title(total) {
      const leads = total === 1 ? '1 lead' : `${total} leads`;
      return retry === undefined ? `Find phones for ${leads}` : retry.title(leads);
    },
    items: {
      leads: Prisma.sql`SELECT "id", "phoneRound" FROM "Lead" WHERE "id" IN (${eligible})`,
      order: 'newest',
      force: body.force,
      round: beginsRounds
        ? Prisma.sql`"leads"."phoneRound" + 1`
        : body.force && retry !== undefined
          ? roundOfItem(retry.of)
          : Prisma.sql`0`,
    },
    request: body,
    spending,
    retryOf: retry?.of ?? null,
    now,
    figures,
    async changes({ id }) {
      await queueLeads(sql, id, beginsRounds, now);
      return [leadsChanged(id)];
    },
  });
}

/** SQL for the round of the lead's item in an earlier job. */
const roundOfItem = (jobId: number): Prisma.Sql =>
  Prisma.sql`COALESCE((SELECT "old"."round" FROM "Request" AS "old"
    WHERE "old"."jobId" = ${jobId} AND "old"."leadId" = "leads"."id"), 0)`;

/** Marks the leads of a new job as queued, and begins their new round. */
async function queueLeads(sql: Sql, jobId: number, beginsRounds: boolean, now: Date): Promise<void> {
  const raise = beginsRounds ? Prisma.sql`"phoneRound" = "phoneRound" + 1,` : Prisma.empty;
  await sql.prisma.$executeRaw`UPDATE "Lead" SET ${raise}
      "phoneStatus" = CASE WHEN "phoneStatus" = 'asking' THEN 'asking' ELSE 'queued' END,
      "phoneDetail" = CASE WHEN "phoneStatus" = 'asking' THEN "phoneDetail" ELSE NULL END,
      "updatedAt" = ${now}
    WHERE "id" IN (SELECT "leadId" FROM "Request" WHERE "jobId" = ${jobId})`;
}
