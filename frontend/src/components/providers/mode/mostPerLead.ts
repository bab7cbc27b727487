import type { Provider } from '@tinygenesy/contract';

type Priced = Pick<Provider, 'priceMicros' | 'charge'>;

/** Returns the most that one lead can cost, in micro-units: paid misses add up, then one number is found. */
export const mostPerLeadMicros = (providers: readonly Priced[]): number => {
  let paidMisses = 0;
  let most = 0;
  for (const { priceMicros, charge } of providers) {
    most = Math.max(most, paidMisses + priceMicros);
    if (charge === 'call') paidMisses += priceMicros;
  }
  return most;
};
