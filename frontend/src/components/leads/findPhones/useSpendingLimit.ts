import { useQueries } from '@tanstack/react-query';
import type { LookupEstimate } from '@tinygenesy/contract';
import { useState } from 'react';
import { providerStatsOptions } from '../../../api/providers/getProviderStats.ts';
import { moneyDraft, type NumberDraft } from '../../../words/numberDraft.ts';

/** Fewer answers than this say little about a provider's match rate. */
const measuredCalls = 20;

/**
 * The spending limit of a run: a fifth above its expected cost, until the user enters another one.
 * @param estimate of a run with enough leads for an average; otherwise nothing is preset
 */
export const useSpendingLimit = (estimate: LookupEstimate | undefined, providerIds: readonly string[]) => {
  const [typed, setTyped] = useState<NumberDraft | null>(null);
  const stats = useQueries({ queries: providerIds.map((id) => providerStatsOptions(id)) });
  // Without measured match rates, the expected cost is a guess.
  const isMeasured = stats.length > 0 && stats.every(({ data }) => data !== undefined && data.calls >= measuredCalls);
  const presetMicros = isMeasured && estimate !== undefined ? aFifthAbove(estimate.cost.expectedMicros) : null;
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
