import { type JobState, jobStateSchema, type PilotResult } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { ReadFigures } from '../jobs/figures.ts';
import type { JobRow } from '../jobs/presentJob.ts';
import { isPilotDone } from './bulk/pilot.ts';
import { readJobProviders } from './ledger/jobProviders.ts';
import { pilotResult } from './planning/pilotResult.ts';
import { forecast, type ProviderForecast } from './planning/forecast.ts';
import type { CostRules } from './planning/leadCosts.ts';

/**
 * Reads the figures of lookup jobs: the number of leads with a call in flight, and the estimated end.
 * @param providers the enabled ones, in the order of the waterfall, with what limits them today
 */
export const lookupFigures =
  (providers: readonly ProviderForecast[]): ReadFigures =>
  async (sql, jobs) => {
    const asked = await countAsked(
      sql,
      jobs.flatMap(({ row, counts }) => ((counts.running ?? 0) === 0 ? [] : row.id)),
    );
    const fallbacks = await countFallbacks(
      sql,
      jobs.flatMap(({ row }) => (isPilotDone(row) && row.stopAt === 'mobile' ? row.id : [])),
    );
    const providersOf = await readJobProviders(
      sql,
      jobs.flatMap(({ row }) => (row.countsProviders === true ? row.id : [])),
    );
    return jobs.map(({ row, counts }) => ({
      asking: asked.get(row.id) ?? 0,
      etaSeconds: etaSeconds(jobStateSchema.parse(row.state), ofPilot(row, counts), providers, rulesOf(row)),
      pilot: isPilotDone(row) ? pilotOf(row, counts, providers, fallbacks.get(row.id) ?? 0) : null,
      providers: row.countsProviders === true ? (providersOf.get(row.id) ?? []) : null,
    }));
  };

/** The counts of the leads until a job's next pause: during a pilot, not all of the waiting ones. */
const ofPilot = ({ total, pilotLeads }: JobRow, counts: Record<string, number>): Record<string, number> => {
  const waiting = counts.waiting ?? 0;
  return pilotLeads === null ? counts : { ...counts, waiting: Math.min(waiting, pilotLeads - (total - waiting)) };
};

const rulesOf = ({ stopAt, maxCostPerLeadMicros }: JobRow): CostRules => ({
  stopAt: stopAt === 'mobile' ? 'mobile' : 'any',
  maxCostPerLeadMicros: maxCostPerLeadMicros === null ? undefined : Number(maxCostPerLeadMicros),
});

function pilotOf(
  row: JobRow,
  counts: Record<string, number>,
  providers: readonly ProviderForecast[],
  fallbacks: number,
): PilotResult {
  const rest = counts.waiting ?? 0;
  const found = counts.found ?? 0;
  return pilotResult({
    leads: row.total - rest,
    found,
    foundMobile: row.stopAt === 'mobile' ? Math.max(0, found - fallbacks) : null,
    costMicros: Number(row.costMicros),
    rest,
    etaSeconds: etaSeconds('running', { waiting: rest }, providers, rulesOf(row)),
  });
}

/** Counts each job's found numbers that are not the mobile number that was asked for. */
async function countFallbacks(sql: Sql, jobIds: readonly number[]): Promise<Map<number, number>> {
  if (jobIds.length === 0) return new Map();
  const rows = await sql.prisma.request.groupBy({
    by: ['jobId'],
    where: { jobId: { in: [...jobIds] }, state: 'found', reasonCode: 'no_mobile' },
    _count: true,
  });
  return new Map(rows.flatMap(({ jobId, _count }) => (jobId === null ? [] : [[jobId, _count] as const])));
}

/** Counts each job's running items whose lead has a provider call in flight, whichever job pays for the call. */
async function countAsked(sql: Sql, jobIds: readonly number[]): Promise<Map<number, number>> {
  if (jobIds.length === 0) return new Map();
  const rows = await sql.prisma.$queryRaw<{ jobId: number; asked: number | bigint }[]>`
    SELECT "jobId", COUNT(*) AS "asked" FROM "Request"
    WHERE "jobId" IN (${idsFromJson(sql.dialect, jobIds)}) AND "state" = 'running' AND EXISTS (SELECT 1 FROM "Attempt"
      WHERE "Attempt"."leadId" = "Request"."leadId" AND "Attempt"."state" = 'sent')
    GROUP BY "jobId"`;
  return new Map(rows.map(({ jobId, asked }) => [jobId, Number(asked)]));
}

/**
 * Estimates the seconds until a running lookup job ends, as the estimate before its start does: from the providers' limits,
 * measured speed, and what stops them today. Returns null for a job that is not running, and for an unknown end.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function etaSeconds(
  state: JobState,
  counts: Record<string, number>,
  providers: readonly ProviderForecast[],
  rules: CostRules = {},
): number | null {
  if (providers.length === 0 || (state !== 'queued' && state !== 'running')) return null;
  const leads = (counts.waiting ?? 0) + (counts.running ?? 0);
  if (leads === 0) return 0;
  const seconds = forecast(providers, [{ askable: providers.map(({ id }) => id), leads }], rules).etaSeconds;
  return seconds === null ? null : Math.ceil(seconds);
}
