import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { ReadFigures } from '../jobs/figures.ts';
import { secondsFor, type ProviderForecast } from './planning/forecast.ts';

/**
 * Reads the figures of lookup jobs: the number of leads with a call in flight, and the estimated end.
 * @param providers the enabled ones, in the order of the waterfall
 */
export const lookupFigures =
  (providers: readonly ProviderForecast[]): ReadFigures =>
  async (sql, jobs) => {
    const asked = await countAsked(
      sql,
      jobs.flatMap(({ row, counts }) => ((counts.running ?? 0) === 0 ? [] : row.id)),
    );
    return jobs.map(({ row, counts }) => ({
      asking: asked.get(row.id) ?? 0,
      etaSeconds: etaSeconds(jobStateSchema.parse(row.state), counts, providers),
    }));
  };

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
 * Estimates the seconds until a running lookup job ends, from the providers' limits and measured speed. Returns null
 * for a job that is not running.
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
    seconds = Math.max(seconds, secondsFor(provider, stillMissing));
    stillMissing *= 1 - provider.hitRate;
  }
  return providers.length === 0 ? null : Math.ceil(seconds);
}
