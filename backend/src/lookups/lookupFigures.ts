import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { ReadFigures } from '../jobs/figures.ts';
import { callsPerSecond, type ProviderForecast } from './planning/forecast.ts';

/**
 * What is told of lookup jobs: how many of their leads are being asked about, and when they end.
 * @param providers the enabled ones, in the order of the waterfall
 */
export const lookupFigures =
  (providers: readonly ProviderForecast[]): ReadFigures =>
  async (sql, job, counts) => ({
    asking: await countAsked(sql, job.id, counts),
    etaSeconds: etaSeconds(jobStateSchema.parse(job.state), counts, providers),
  });

/** Running items whose lead has a provider call in flight, whoever pays for it; the other running ones are next. */
async function countAsked(sql: Sql, jobId: number, counts: Record<string, number>): Promise<number> {
  if ((counts.running ?? 0) === 0) return 0;
  const [row] = await sql.prisma.$queryRaw<{ asked: number | bigint }[]>`SELECT COUNT(*) AS "asked" FROM "Request"
    WHERE "jobId" = ${jobId} AND "state" = 'running' AND EXISTS (SELECT 1 FROM "Attempt"
      WHERE "Attempt"."leadId" = "Request"."leadId" AND "Attempt"."state" = 'sent')`;
  return Number(row?.asked ?? 0);
}

/**
 * Seconds until a running lookup job ends, from the providers' limits and measured speed; null when it doesn't run.
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
    seconds = Math.max(seconds, stillMissing / callsPerSecond(provider));
    stillMissing *= 1 - provider.hitRate;
  }
  return providers.length === 0 ? null : Math.ceil(seconds);
}
