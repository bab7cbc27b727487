import type { ProviderForecast } from './forecast.ts';
import { durationSeconds } from './forecast.ts';

/** What the ledger tells about one lead at one provider. */
export type PastAnswer =
  /** `isCall`: the answer took a call; one that was reused did not. */
  | { kind: 'found' | 'not_found'; costMicros: number; isCall: boolean }
  /** The lead lacks a field that the provider needs: the provider is skipped in every order. */
  | { kind: 'not_askable' }
  /** Never answered. Whether the provider has a number is not known, and never counted as no. */
  | { kind: 'unknown' };

export interface WhatIfProvider extends ProviderForecast {
  /** The provider's answers say the price: a call costs at most `priceMicros`. */
  isPriceByAnswer: boolean;
}

export interface Range {
  min: number;
  max: number;
}

/** Result of an order. A range is exact (min = max) unless an answer is unknown. */
export interface WhatIfResult {
  numbers: Range;
  costMicros: Range;
  seconds: Range;
  /** Leads whose path reaches a provider whose answer is unknown. */
  unknownLeads: number;
}

/**
 * Plays leads through an order of providers with the answers of the ledger. A known answer gives what it gave and cost. An
 * unknown answer opens a range: the provider has the number, or has not.
 * @param order the providers, in the order of their calls
 * @param leads what is known about each lead, by the provider's id; absent: unknown
 */
export function playOrder(
  order: readonly WhatIfProvider[],
  leads: readonly ReadonlyMap<string, PastAnswer>[],
): WhatIfResult {
  const numbers = { min: 0, max: 0 };
  const costMicros = { min: 0, max: 0 };
  const calls = { min: new Map<string, number>(), max: new Map<string, number>() };
  let unknownLeads = 0;
  for (const answers of leads) {
    const path = pathOf(order, answers);
    if (path.some(({ answer }) => answer.kind === 'unknown')) unknownLeads += 1;
    const { found, cost } = outcomeOfPath(path);
    add(numbers, found);
    add(costMicros, cost);
    countCalls(path, calls);
  }
  const seconds = (side: 'min' | 'max'): number => (leads.length === 0 ? 0 : durationSeconds(order, calls[side]));
  return { numbers, costMicros, seconds: { min: seconds('min'), max: seconds('max') }, unknownLeads };
}

type Step = { provider: WhatIfProvider; answer: Exclude<PastAnswer, { kind: 'not_askable' }> };

/** Returns the providers that a lead reaches, surely or possibly: up to the first known number. */
function pathOf(order: readonly WhatIfProvider[], answers: ReadonlyMap<string, PastAnswer>): Step[] {
  const path: Step[] = [];
  for (const provider of order) {
    const answer = answers.get(provider.id) ?? { kind: 'unknown' };
    if (answer.kind === 'not_askable') continue;
    path.push({ provider, answer });
    if (answer.kind === 'found') break;
  }
  return path;
}

/** Returns the numbers (0 or 1) and the cost of a path, from its end: every branch is covered. */
function outcomeOfPath(path: readonly Step[]): { found: Range; cost: Range } {
  let found: Range = { min: 0, max: 0 };
  let cost: Range = { min: 0, max: 0 };
  for (const { provider, answer } of path.toReversed()) {
    if (answer.kind === 'unknown') {
      const [ifFound, ifNot] = [priceOf(provider, true), priceOf(provider, false)];
      found = { min: found.min, max: 1 };
      cost = { min: Math.min(ifFound.min, ifNot.min + cost.min), max: Math.max(ifFound.max, ifNot.max + cost.max) };
    } else {
      if (answer.kind === 'found') found = { min: 1, max: 1 };
      cost = { min: cost.min + answer.costMicros, max: cost.max + answer.costMicros };
    }
  }
  return { found, cost };
}

/** Returns what a call would cost that was never made. */
function priceOf({ charge, priceMicros, isPriceByAnswer }: WhatIfProvider, isFound: boolean): Range {
  if (charge === 'found' && !isFound) return { min: 0, max: 0 };
  return { min: isPriceByAnswer ? 0 : priceMicros, max: priceMicros };
}

function countCalls(path: readonly Step[], calls: Record<'min' | 'max', Map<string, number>>): void {
  let isSure = true;
  for (const { provider, answer } of path) {
    if (answer.kind === 'unknown' || answer.isCall) {
      if (isSure) increment(calls.min, provider.id);
      increment(calls.max, provider.id);
    }
    if (answer.kind === 'unknown') isSure = false;
  }
}

const increment = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

function add(sum: Range, part: Range): void {
  sum.min += part.min;
  sum.max += part.max;
}
