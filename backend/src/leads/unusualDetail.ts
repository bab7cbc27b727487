import type { PhoneDetail } from '@tinygenesy/contract';
import { doubtTexts, type PhoneDoubt } from '../phones/phoneDoubts.ts';
import { noDetail } from './noDetail.ts';

/**
 * Builds the detail of a number that may be wrong.
 * @param provider the provider that found the number; null: a person entered it
 */
export function unusualDetail(provider: string | null, doubts: readonly PhoneDoubt[] = []): PhoneDetail {
  const [doubt] = doubts;
  const text = doubt === undefined ? 'Unusual number' : `Unusual number. ${doubtTexts[doubt]}`;
  return { ...noDetail, provider, reason: { code: 'unusual_number', provider, text } };
}
