import type { BulkLookup, Job, LookupEstimate, WaterfallStep } from '@tinygenesy/contract';
import type { Prisma } from '../../db/database.ts';
import { endRate } from '../planning/leadCosts.ts';
import { type Forecast, forecast } from '../planning/forecast.ts';
import type { LeadSelection, NewLeadJob, StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { ReadFigures } from '../../jobs/figures.ts';
import type { LedgerSettings } from '../ledger/situation.ts';
import { withLimitsOfToday } from '../ledger/withLimitsOfToday.ts';
import { measuredProviders, type MeasuredProvider, type Speeds } from '../ledger/speeds.ts';
import type { Clock } from '../../platform/clock.ts';
import { selectForBulk, setOf } from './bulkSelection.ts';
import type { Engine } from '../../jobs/engine.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { maySpend, type Spending } from '../../jobs/maySpend.ts';
import { readMode } from '../../jobs/mode.ts';

export interface BulkLookupDeps extends LedgerSettings, StartJobDeps {
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
  const providers = await withLimitsOfToday(deps.database, deps, await measuredProviders(deps.database));
  const ahead = forecast(providers, groups, body);
  const atAny = body.stopAt !== 'mobile' ? null : forecast(providers, groups, { ...body, stopAt: 'any' });
  return {
    leads: groups.reduce((sum, { leads }) => sum + leads, 0),
    skipped,
    cost: costOf(ahead),
    costAtAny: atAny && costOf(atAny),
    waterfall: waterfallOf(ahead, providers, body),
    etaSeconds: ahead.etaSeconds === null ? null : Math.ceil(ahead.etaSeconds),
  };
}

const costOf = ({ leastMicros, expectedMicros, mostMicros }: Forecast): LookupEstimate['cost'] => ({
  leastMicros,
  expectedMicros,
  mostMicros,
});

/** Joins what is expected at each provider with its price and with what the expectation is based on. */
const waterfallOf = (
  { steps }: Forecast,
  providers: readonly MeasuredProvider[],
  { stopAt }: Pick<BulkLookup, 'stopAt'>,
): WaterfallStep[] =>
  steps.flatMap((step) => {
    const provider = providers.find(({ id }) => id === step.provider);
    if (provider === undefined) return [];
    const { name, priceMicros, charge, answers, meanLatencyMs } = provider;
    return {
      ...step,
      ...{ name, priceMicros, charge, answers },
      matchRate: endRate(provider, stopAt),
      meanLatencyMs: answers === 0 ? null : meanLatencyMs,
    };
  });

/** Starts a lookup job over the leads of the body that can be looked up, in the order of the lead list. */
export async function startBulkLookup(deps: BulkLookupDeps, body: BulkLookup): Promise<Job> {
  const now = deps.clock.now();
  const figures = lookupFigures(await deps.speeds());
  return startJob(deps, eligibleLeads(deps, body), async (sql) => {
    const spending = maySpend({ kind: 'create' }, { mode: await readMode(sql), maxCostMicros: body.maxCostMicros });
    return lookupJob({ spending, body, now, figures });
  });
}

/** Selects the leads of the body that can be looked up. */
export function eligibleLeads(
  { database, book }: Pick<BulkLookupDeps, 'database' | 'book'>,
  { limit, ...body }: BulkLookup,
): LeadSelection {
  return {
    async find() {
      const { eligible } = await selectForBulk(database, { book }, body, (query) => database.scan(query));
      return eligible;
    },
    order: 'newest',
    most: body.leadIds?.length,
    limit,
    stored: setOf(body),
  };
}

/** A job that looks up phone numbers. */
export function lookupJob(given: {
  spending: Spending;
  body: BulkLookup;
  now: Date;
  retry?: { of: number; title: (leads: string) => string };
  figures: ReadFigures | undefined;
}): NewLeadJob {
  const { spending, body, now, retry, figures } = given;
  return {
    kind: 'phone_lookup',
    title: retry?.title ?? ((leads) => `Find phone numbers for ${leads}`),
    items: {
      force: body.force,
      // A retry of a forced job stays in its rounds, so that a lead's answer from there is not paid again.
      roundsOf: body.force ? retry?.of : undefined,
    },
    request: body,
    spending,
    run: {
      stopAt: body.stopAt ?? null,
      maxCostPerLeadMicros: body.maxCostPerLeadMicros === undefined ? null : BigInt(body.maxCostPerLeadMicros),
      pilotLeads: body.pilot ?? null,
      countsProviders: true,
    },
    retryOf: retry?.of ?? null,
    now,
    figures,
    changes: async ({ id }) => [leadsChanged(id)],
  };
}
