import type { RateWindow } from '@tinygenesy/contract';
import { type CostRules, costsOfLead, type LeadCosts, type LeadStep, type PricedProvider } from './leadCosts.ts';

/** A provider's figures for a forecast. Rates and latencies are measured, or defaults before any call. */
export interface ProviderForecast extends PricedProvider {
  ratePerSecond: number;
  /** Further rate limits, as `[calls, seconds]`. */
  windows: readonly RateWindow[];
  maxConcurrent: number;
  meanLatencyMs: number;
  /** What stops it at the moment; absent: nothing. */
  today?: ProviderToday;
}

/** What limits a provider's calls from now on, beside its rates. */
export interface ProviderToday {
  /** Seconds until its next call, because of a used-up limit or a 429; 0: now. */
  waitSeconds: number;
  /** What is left of today's budget, and the seconds until the next day; null: no budget. */
  budget: { leftMicros: number; perDayMicros: number; secondsLeft: number } | null;
  /** While it is stopped, leads pass on to the next provider instead of waiting for it. */
  passes: boolean;
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
 * of minutes, hours and days. A used-up limit and a day's budget delay the calls, or let leads pass on to the next provider.
 * @param providers the enabled ones, in the order of the waterfall
 */
export function forecast(
  providers: readonly ProviderForecast[],
  given: readonly LeadGroup[],
  rules: CostRules = {},
): Forecast {
  const groups = passedOn(providers, given, rules);
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
  const seconds = durationSeconds(
    providers,
    new Map([...steps].map(([id, step]) => [id, step.calls])),
    new Map([...steps].map(([id, step]) => [id, step.costMicros])),
  );
  return {
    leastMicros: Math.round(cost.leastMicros),
    expectedMicros: Math.round(cost.expectedMicros),
    mostMicros: Math.round(cost.mostMicros),
    etaSeconds: total === 0 || providers.length === 0 || !Number.isFinite(seconds) ? null : seconds,
    steps: inWholeLeads(providers, steps, total),
  };
}

/**
 * Takes providers out of the groups whose leads pass them: all leads of a stopped one, those beyond a budget of another.
 * The first leads use up the budgets. So a budget divides the leads at one point, and groups don't multiply.
 */
function passedOn(
  providers: readonly ProviderForecast[],
  given: readonly LeadGroup[],
  rules: CostRules,
): readonly LeadGroup[] {
  // While all are stopped there is no next one, so that leads wait.
  if (providers.every(isStopped)) return given;
  let slices = [given];
  for (const provider of providers) {
    if (provider.today?.passes !== true) continue;
    const costOf = (slice: readonly LeadGroup[]): number =>
      slice.reduce((sum, { askable, leads }) => sum + leads * costAt(provider, providers, askable, rules), 0);
    slices = isStopped(provider)
      ? slices.map((slice) => without(provider, slice))
      : withinBudget(provider, slices, costOf);
  }
  return slices.flat();
}

const isStopped = ({ today, priceMicros }: ProviderForecast): boolean =>
  today !== undefined && (today.waitSeconds > 0 || (today.budget !== null && today.budget.leftMicros < priceMicros));

/** Divides slices of leads, in their order, where a provider's budget is used up: the leads beyond pass it. */
function withinBudget(
  provider: ProviderForecast,
  slices: readonly (readonly LeadGroup[])[],
  costOf: (slice: readonly LeadGroup[]) => number,
): (readonly LeadGroup[])[] {
  let leftMicros = provider.today?.budget?.leftMicros ?? Infinity;
  const leads = slices.flat().reduce((sum, group) => sum + group.leads, 0);
  if (leads * provider.priceMicros <= leftMicros) return [...slices];
  return slices.flatMap((slice) => {
    const cost = costOf(slice);
    const paid = cost <= leftMicros ? 1 : leftMicros / cost;
    leftMicros = Math.max(0, leftMicros - cost);
    if (paid === 1) return [slice];
    const beyond = without(provider, partOf(slice, 1 - paid));
    return paid === 0 ? [beyond] : [partOf(slice, paid), beyond];
  });
}

const partOf = (slice: readonly LeadGroup[], share: number): LeadGroup[] =>
  slice.map(({ askable, leads }) => ({ askable, leads: leads * share }));

const without = ({ id }: ProviderForecast, slice: readonly LeadGroup[]): LeadGroup[] =>
  slice.map(({ askable, leads }) => ({ askable: askable.filter((other) => other !== id), leads }));

function costAt(
  { id }: ProviderForecast,
  providers: readonly ProviderForecast[],
  askable: readonly string[],
  rules: CostRules,
): number {
  if (!askable.includes(id)) return 0;
  const asked = providers.filter((provider) => askable.includes(provider.id));
  return costsOfLead(asked, rules).steps.get(id)?.costMicros ?? 0;
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

/**
 * Returns the duration of calls, which run at all providers at once; the last lead still takes its whole path.
 * @param costsMicros what the calls of each provider cost, for budgets of a day; absent: budgets do not delay
 * @returns Infinity when a budget pays for no call at all
 */
export function durationSeconds(
  providers: readonly ProviderForecast[],
  calls: ReadonlyMap<string, number>,
  costsMicros: ReadonlyMap<string, number> = new Map(),
): number {
  const spans = providers.map((provider) => {
    const { id, today } = provider;
    const count = calls.get(id) ?? 0;
    const seconds = secondsFor(provider, count);
    if (count === 0 || today === undefined) return seconds;
    return Math.max(today.waitSeconds + seconds, daysFor(provider, costsMicros.get(id) ?? 0, seconds));
  });
  const lastPath = providers.reduce((sum, provider) => sum + provider.meanLatencyMs / 1_000, 0);
  return Math.max(0, ...spans) + lastPath;
}

const daySeconds = 86_400;

/** Returns the seconds until the budgets of the days have paid for the calls. */
function daysFor({ today, priceMicros }: ProviderForecast, costMicros: number, seconds: number): number {
  const budget = today?.budget ?? null;
  if (budget === null || priceMicros === 0) return 0;
  const { leftMicros, perDayMicros, secondsLeft } = budget;
  if (perDayMicros < priceMicros) return Infinity;
  const later = costMicros - (leftMicros < priceMicros ? 0 : leftMicros);
  if (later <= 0) return 0;
  const fullDays = Math.ceil(later / perDayMicros) - 1;
  return secondsLeft + fullDays * daySeconds + (seconds * (later - fullDays * perDayMicros)) / costMicros;
}
