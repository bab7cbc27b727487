import type { PilotResult } from '@tinygenesy/contract';
import { money } from './money.ts';
import { count, leadsWord, percent } from './numbers.ts';
import { etaWords } from './time.ts';

const numbersWord = (numbers: number): string => (numbers === 1 ? '1 number' : `${count(numbers)} numbers`);

/** `First 50 leads: 19 numbers (38% match rate), 12 of them mobile · €0.10 per number` */
export const pilotWords = ({ leads, found, foundMobile, costMicros }: PilotResult, currency: string): string => {
  const rate = leads === 0 ? '' : ` (${percent(found / leads)} match rate)`;
  const mobile = foundMobile === null ? '' : `, ${count(foundMobile)} of them mobile`;
  const price =
    found === 0 ? `${money(costMicros, currency)} spent` : `${money(costMicros / found, currency)} per number`;
  return `First ${leadsWord(leads)}: ${numbersWord(found)}${rate}${mobile} · ${price}`;
};

/** `Expected for the other 4,950 leads: about 1,881 numbers · €188.10 · about 17 min` */
export const restWords = ({ rest }: PilotResult, currency: string): string =>
  [
    `Expected for the other ${leadsWord(rest.leads)}: about ${numbersWord(rest.expectedFound)}`,
    money(rest.expectedMicros, currency),
    etaWords(rest.etaSeconds),
  ]
    .filter((part) => part !== null)
    .join(' · ');
