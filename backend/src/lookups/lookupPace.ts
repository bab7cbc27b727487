import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import type { Pace } from '../jobs/pace.ts';
import { callsPerSecond, type ProviderForecast } from './planning/forecast.ts';

/**
 * How fast lookup jobs go.
 * @param providers the enabled ones, in the order of the waterfall
 */
export const lookupPace =
  (providers: readonly ProviderForecast[]): Pace =>
  (job, counts) =>
    etaSeconds(jobStateSchema.parse(job.state), counts, providers);

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
