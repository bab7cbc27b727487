import type { ChargeRule, StopAt } from '@tinygenesy/contract';

/** A provider with what decides the cost of a lead. */
export interface PricedProvider {
  id: string;
  priceMicros: number;
  charge: ChargeRule;
  /** 0 to 1. */
  hitRate: number;
  /** The share of found numbers that are mobile, 0 to 1. */
  mobileShare: number;
}

/** The options of a run that change its cost. */
export interface CostRules {
  /** Absent: any. */
  stopAt?: StopAt | undefined;
  maxCostPerLeadMicros?: number | undefined;
}

/** What one lead may cost, in micro-units, and how likely each provider is called. */
export interface LeadCosts {
  leastMicros: number;
  expectedMicros: number;
  mostMicros: number;
  /** What is expected of each provider. */
  steps: Map<string, LeadStep>;
}

/** One provider's part in the lookup of a lead. */
export interface LeadStep {
  /** The probability of a call. */
  calls: number;
  /** The probability that its number ends the lookup. */
  ends: number;
  costMicros: number;
}

/** Above so many different amounts, close ones are merged: their number may double with each provider. */
const maxAmounts = 1_000;

/**
 * Follows the waterfall of one lead along all its paths: each provider finds a number that ends the lookup, another one,
 * or none. An amount that the lead may have cost so far has a probability.
 * @param providers those that can be asked about the lead, in the order of the waterfall
 */
export function costsOfLead(
  providers: readonly PricedProvider[],
  { stopAt, maxCostPerLeadMicros = Infinity }: CostRules,
): LeadCosts {
  const steps = new Map<string, LeadStep>();
  const ended = new Map<number, number>();
  let open = new Map<number, number>([[0, 1]]);
  for (const { id, priceMicros, charge, hitRate, mobileShare } of providers) {
    const next = new Map<number, number>();
    const ends = endRate({ hitRate, mobileShare }, stopAt);
    let calls = 0;
    for (const [spent, probability] of open) {
      if (spent + priceMicros > maxCostPerLeadMicros) {
        add(next, spent, probability);
        continue;
      }
      calls += probability;
      add(ended, spent + priceMicros, probability * ends);
      if (stopAt === 'mobile') add(next, spent + priceMicros, probability * (hitRate - ends));
      add(next, charge === 'call' ? spent + priceMicros : spent, probability * (1 - hitRate));
    }
    steps.set(id, { calls, ends: calls * ends, costMicros: calls * priceMicros * (charge === 'call' ? 1 : hitRate) });
    open = merged(next);
  }
  for (const [spent, probability] of open) add(ended, spent, probability);
  const amounts = [...ended.keys()];
  return {
    leastMicros: Math.min(...amounts),
    expectedMicros: [...ended].reduce((sum, [spent, probability]) => sum + spent * probability, 0),
    mostMicros: Math.max(...amounts),
    steps,
  };
}

/** Returns the share of a provider's calls that bring a number which ends the lookup. */
export const endRate = (
  { hitRate, mobileShare }: Pick<PricedProvider, 'hitRate' | 'mobileShare'>,
  stopAt: StopAt | undefined,
): number => hitRate * (stopAt === 'mobile' ? mobileShare : 1);

function add(amounts: Map<number, number>, spent: number, probability: number): void {
  amounts.set(spent, (amounts.get(spent) ?? 0) + probability);
}

/** Rounds amounts up while there are too many of them. The lowest stays, for the minimum. */
function merged(amounts: Map<number, number>): Map<number, number> {
  if (amounts.size <= maxAmounts) return amounts;
  const least = Math.min(...amounts.keys());
  const step = (Math.max(...amounts.keys()) - least) / maxAmounts;
  const rounded = new Map<number, number>();
  for (const [spent, probability] of amounts) {
    add(rounded, least + Math.ceil((spent - least) / step) * step, probability);
  }
  return rounded;
}
