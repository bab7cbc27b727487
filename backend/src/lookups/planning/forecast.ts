import type { ChargeRule } from '@tinygenesy/contract';

/** What is known of a provider when looking ahead; rates and latencies are measured, or defaults before that. */
export interface ProviderForecast {
  id: string;
  priceMicros: number;
  charge: ChargeRule;
  ratePerSecond: number;
  maxConcurrent: number;
  /** 0 to 1. */
  hitRate: number;
  meanLatencyMs: number;
}

/** Leads that can be asked of the same providers, by id. */
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
 * What a bulk lookup costs at least (each lead ends in the cheapest way), probably (measured hit rates) and at most (in
 * the dearest), and how long it takes.
 * The time is the fluid bound: the provider that takes longest for its calls at min(rate, cap ÷ latency).
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
  const spans = providers.map((provider) => (calls.get(provider.id) ?? 0) / callsPerSecond(provider));
  const total = groups.reduce((sum, { leads }) => sum + leads, 0);
  return {
    leastMicros: Math.round(leastMicros),
    expectedMicros: Math.round(expectedMicros),
    mostMicros: Math.round(mostMicros),
    etaSeconds: total === 0 || providers.length === 0 ? null : Math.max(...spans) + chainSeconds(providers),
  };
}

/** What a provider can take: its rate, or its cap divided by how long a call holds a place. */
export function callsPerSecond(
  provider: Pick<ProviderForecast, 'ratePerSecond' | 'maxConcurrent' | 'meanLatencyMs'>,
): number {
  return Math.min(provider.ratePerSecond, provider.maxConcurrent / (Math.max(1, provider.meanLatencyMs) / 1_000));
}

const chainSeconds = (providers: readonly ProviderForecast[]): number =>
  providers.reduce((sum, provider) => sum + provider.meanLatencyMs / 1_000, 0);

/** What one lead can cost, by who finds its number: the first, the second … or nobody. */
function costsOfLead(asked: readonly ProviderForecast[]): number[] {
  let byCallSoFar = 0;
  const costs = asked.map(({ charge, priceMicros }) => {
    const found = byCallSoFar + priceMicros;
    if (charge === 'call') byCallSoFar = found;
    return found;
  });
  return [...costs, byCallSoFar];
}
