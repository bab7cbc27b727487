import type { RateWindow } from '@tinygenesy/contract';
import { type CostRules, costsOfLead, type LeadCosts, type LeadStep, type PricedProvider } from './leadCosts.ts';

/** A provider's figures for a forecast. Rates and latencies are measured, or defaults before any call. */
export interface ProviderForecast extends PricedProvider {
  ratePerSecond: number;
  /** Further rate limits, as `[calls, seconds]`. */
  windows: readonly RateWindow[];
  maxConcurrent: number;
  meanLatencyMs: number;
}

/** A number of leads that the same providers can be asked about; `askable` has the providers' ids. */
export interface LeadGroup {
  askable: readonly string[];
  leads: number;
}

/** What is expected at one provider, in whole leads. */
export interface ForecastStep {
  provider: string;
  /** Leads that reach it. */
  leads: number;
  /** Numbers that end the lookup of their lead. */
  found: number;
  costMicros: number;
  /** Leads without such a number after it. */
  left: number;
}

export interface Forecast {
  leastMicros: number;
  expectedMicros: number;
  mostMicros: number;
  etaSeconds: number | null;
  /** The providers in their order. */
  steps: ForecastStep[];
}

/**
 * Forecasts the cost and the duration of a bulk lookup. Min: each lead takes its cheapest path. Expected: measured match
 * rates. Max: each lead takes its most expensive path.
 * The duration is that of the provider that needs longest for its calls: at min(rate, cap ÷ latency), and within its limits
 * of minutes, hours and days.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function forecast(
  providers: readonly ProviderForecast[],
  groups: readonly LeadGroup[],
  rules: CostRules = {},
): Forecast {
  const steps = new Map<string, LeadStep>();
  const cost: Omit<LeadCosts, 'steps'> = { leastMicros: 0, expectedMicros: 0, mostMicros: 0 };
  for (const { askable, leads } of groups) {
    const ofLead = costsOfLead(
      providers.filter((provider) => askable.includes(provider.id)),
      rules,
    );
    for (const [id, step] of ofLead.steps) steps.set(id, sumOf(steps.get(id), step, leads));
    cost.leastMicros += leads * ofLead.leastMicros;
    cost.expectedMicros += leads * ofLead.expectedMicros;
    cost.mostMicros += leads * ofLead.mostMicros;
  }
  const total = groups.reduce((sum, { leads }) => sum + leads, 0);
  const calls = new Map([...steps].map(([id, step]) => [id, step.calls]));
  return {
    leastMicros: Math.round(cost.leastMicros),
    expectedMicros: Math.round(cost.expectedMicros),
    mostMicros: Math.round(cost.mostMicros),
    etaSeconds: total === 0 || providers.length === 0 ? null : durationSeconds(providers, calls),
    steps: inWholeLeads(providers, steps, total),
  };
}

const noStep: LeadStep = { calls: 0, ends: 0, costMicros: 0 };

const sumOf = (sum: LeadStep = noStep, ofLead: LeadStep, leads: number): LeadStep => ({
  calls: sum.calls + leads * ofLead.calls,
  ends: sum.ends + leads * ofLead.ends,
  costMicros: sum.costMicros + leads * ofLead.costMicros,
});

/** Rounds what is left after each provider, so that the numbers found and left always add up to the leads. */
function inWholeLeads(
  providers: readonly ProviderForecast[],
  steps: ReadonlyMap<string, LeadStep>,
  total: number,
): ForecastStep[] {
  let ended = 0;
  let before = total;
  return providers.map(({ id }) => {
    const { calls, ends, costMicros } = steps.get(id) ?? noStep;
    ended += ends;
    const left = total - Math.round(ended);
    const found = before - left;
    before = left;
    return { provider: id, leads: Math.max(found, Math.round(calls)), found, costMicros: Math.round(costMicros), left };
  });
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
