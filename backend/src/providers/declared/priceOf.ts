import type { DefinitionPriceCase, ProviderDefinition } from '@tinygenesy/contract';
import { matchesTest, type ReceivedAnswer } from './matchesTest.ts';
import { readPath } from './readPath.ts';

/** How an answer was understood, as far as the price depends on it. */
export interface PricedReading {
  outcome: string;
  /** Whether the answer was read for numbers, with or without one. */
  isRead: boolean;
  /** Whether the answer clearly says that the call cost nothing: a miss, or a refusal. */
  isClear: boolean;
}

/**
 * Returns the credits that an answer costs, and the number of the case that says so; null when the definition can't tell, so that the reserve is kept.
 * The first fitting case wins. A case whose value is absent from the answer, or is no amount, is skipped.
 */
export function priceOf(
  { price }: Pick<ProviderDefinition, 'price'>,
  reading: PricedReading,
  answer: ReceivedAnswer,
): { credits: number | null; priceCase: number | null } {
  for (const [priceCase, one] of price.cases.entries()) {
    if (!applies(one, reading) || !matchesTest(one, answer)) continue;
    const credits = creditsOf(one, answer);
    if (credits !== null) return { credits, priceCase };
  }
  return { credits: reading.isClear ? 0 : null, priceCase: null };
}

/** Whether a case is about such a reading. */
export function applies(
  { when }: DefinitionPriceCase,
  { outcome, isRead }: Pick<PricedReading, 'outcome' | 'isRead'>,
): boolean {
  if (when === 'found') return outcome === 'found';
  return when === 'read' ? isRead : true;
}

function creditsOf(one: DefinitionPriceCase, { json, headers }: ReceivedAnswer): number | null {
  if (one.credits !== undefined) return one.credits;
  const { creditsAt, creditsHeader } = one;
  const value =
    creditsHeader === undefined ? readPath(json, creditsAt ?? '$')[0] : headers[creditsHeader.toLowerCase()];
  return amountOf(value);
}

/** Reads an amount from a number or a numeric text ("520.0"); null for anything else. */
export function amountOf(value: unknown): number | null {
  const amount = typeof value === 'string' && /^\s*\d{1,9}(?:\.\d{1,6})?\s*$/u.test(value) ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 && amount <= 1e9 ? amount : null;
}
