import type { ChargeRule, RateWindow } from '@tinygenesy/contract';

/** A provider's figures for a forecast. Rates and latencies are measured, or defaults before any call. */
export interface ProviderForecast {
  id: string;
  priceMicros: number;
  charge: ChargeRule;
  ratePerSecond: number;
  /** Further rate limits, as `[calls, seconds]`. */
  windows: readonly RateWindow[];
  maxConcurrent: number;
  /** 0 to 1. */
  hitRate: number;
  meanLatencyMs: number;
}

/** A number of leads that the same providers can be asked about; `askable` has the providers' ids. */
export interface LeadGroup {
  askable: readonly string[];
  leads: number;
}

export interface Forecast {
  leastMicros: number;
  expectedMicros: number;
  mostMicros: number;
  etaSeconds: number | null;
}

/**
 * Forecasts the cost and the duration of a bulk lookup. Min: each lead takes its cheapest path. Expected: measured match
 * rates. Max: each lead takes its most expensive path.
 * The duration is that of the provider that needs longest for its calls: at min(rate, cap ÷ latency), and within its limits
 * of minutes, hours and days.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function forecast(providers: readonly ProviderForecast[], groups: readonly LeadGroup[]): Forecast {
  const calls = new Map<string, number>();
  let leastMicros = 0;
  let expectedMicros = 0;
  let mostMicros = 0;
  for (const { askable, leads } of groups) {
    const asked = providers.filter((provider) => askable.includes(provider.id));
    let stillMissing = 1;
    for (const provider of asked) {
      calls.set(provider.id, (calls.get(provider.id) ?? 0) + leads * stillMissing);
      const paidShare = provider.charge === 'call' ? 1 : provider.hitRate;
      expectedMicros += leads * stillMissing * paidShare * provider.priceMicros;
      stillMissing *= 1 - provider.hitRate;
    }
    const costs = costsOfLead(asked);
    leastMicros += leads * Math.min(...costs);
    mostMicros += leads * Math.max(...costs);
  }
  const total = groups.reduce((sum, { leads }) => sum + leads, 0);
  return {
    leastMicros: Math.round(leastMicros),
    expectedMicros: Math.round(expectedMicros),
    mostMicros: Math.round(mostMicros),
    etaSeconds: total === 0 || providers.length === 0 ? null : durationSeconds(providers, calls),
  };
}

/** Calls per second that a provider can serve: its rate, or its cap divided by the duration of a call. */
export function callsPerSecond(
  provider: Pick<ProviderForecast, 'ratePerSecond' | 'maxConcurrent' | 'meanLatencyMs'>,
): number {
  return Math.min(provider.ratePerSecond, provider.maxConcurrent / (Math.max(1, provider.meanLatencyMs) / 1_000));
}

/**
 * Returns the seconds that a provider needs for calls. The calls of a window run at the provider's speed until they are used
 * up, and the next ones wait until the window has passed.
 */
export function secondsFor(
  provider: Pick<ProviderForecast, 'ratePerSecond' | 'windows' | 'maxConcurrent' | 'meanLatencyMs'>,
  calls: number,
): number {
  const perSecond = callsPerSecond(provider);
  const inWindows = provider.windows.map(([limit, seconds]) => {
    const passed = Math.max(0, Math.ceil(calls / limit) - 1);
    return passed * seconds + (calls - passed * limit) / perSecond;
  });
  return Math.max(calls / perSecond, ...inWindows);
}

/** Returns the duration of calls, which run at all providers at once; the last lead still takes its whole path. */
export function durationSeconds(providers: readonly ProviderForecast[], calls: ReadonlyMap<string, number>): number {
  const spans = providers.map((provider) => secondsFor(provider, calls.get(provider.id) ?? 0));
  const lastPath = providers.reduce((sum, provider) => sum + provider.meanLatencyMs / 1_000, 0);
  return Math.max(0, ...spans) + lastPath;
}

/** Lists the costs that one lead can have, one per provider that may find the number, and one for no match. */
function costsOfLead(asked: readonly ProviderForecast[]): number[] {
  let byCallSoFar = 0;
  const costs = asked.map(({ charge, priceMicros }) => {
    const found = byCallSoFar + priceMicros;
    if (charge === 'call') byCallSoFar = found;
    return found;
  });
  return [...costs, byCallSoFar];
}
