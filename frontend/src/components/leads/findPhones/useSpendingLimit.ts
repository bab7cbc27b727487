import { type LookupEstimate, trustedAnswers } from '@tinygenesy/contract';
import { useState } from 'react';
import { moneyDraft, type NumberDraft } from '../../../words/numberDraft.ts';

/**
 * The spending limit of a run: a fifth above its expected cost, until the user enters another one.
 * @param estimate of a run with enough leads for an average; otherwise nothing is preset
 */
export const useSpendingLimit = (estimate: LookupEstimate | undefined) => {
  const [typed, setTyped] = useState<NumberDraft | null>(null);
  // Without measured match rates, the expected cost is a guess.
  const isMeasured =
    estimate?.waterfall.every(({ leads, answers }) => leads === 0 || answers >= trustedAnswers) === true;
  const presetMicros = isMeasured ? aFifthAbove(estimate.cost.expectedMicros) : null;
  const draft = typed ?? moneyDraft(presetMicros);
  return {
    draft,
    set: (value: NumberDraft): void => setTyped(value),
    /** From now on the limit changes only by the user. */
    keep: (): void => setTyped(draft),
    isPreset: typed === null && presetMicros !== null,
  };
};

/** Rounds up to whole cents. */
const aFifthAbove = (micros: number): number | null =>
  micros === 0 ? null : Math.ceil((micros * 1.2) / 10_000) * 10_000;
