import type { Provider } from '@tinygenesy/contract';
import { money } from '../../words/money.ts';
import { creditsWord } from '../../words/numbers.ts';

/** Price of a call; the answer of a provider as data says which part of it is charged. */
export const priceWords = (
  { priceMicros, charge, reserveCredits }: Pick<Provider, 'priceMicros' | 'charge' | 'reserveCredits'>,
  currency: string,
): string => {
  const price = money(priceMicros, currency);
  if (reserveCredits !== null) return `at most ${price} per call (${creditsWord(reserveCredits)})`;
  return `${price} ${charge === 'found' ? 'per number' : 'per call'}`;
};
