import type { PhoneProvider } from '../../providers/provider.ts';
import { twiceLost } from '../planning/mayAsk.ts';
import type { LostAnswers } from '../planning/types.ts';

/**
 * Returns what may follow a call to a provider whose answer was lost. A provider as data is not asked again, because each
 * call may be charged; except where it charges the same question once, for as long as it says.
 */
export function lostAnswersOf(
  {
    definitionVersion,
    reserveCredits,
    repeatFreeForMs,
  }: Pick<PhoneProvider, 'definitionVersion' | 'reserveCredits' | 'repeatFreeForMs'>,
  now: Date,
): LostAnswers {
  if (definitionVersion === null || reserveCredits === 0) return twiceLost;
  return { most: 1, freeSinceMs: repeatFreeForMs === null ? null : now.getTime() - repeatFreeForMs };
}
