import type { LeadFacet } from '@tinygenesy/contract';

export type Option = { value: string; label: string };
/** `leads`: the number of leads with this value; null while it is not known. */
export type CountedOption = Option & { leads: number | null };

/**
 * Returns the options with their numbers of leads. Unless they keep their order, those of most leads come first.
 * @param isOpenEnded whether values that are no options are listed too
 */
export const countedOptions = (
  options: readonly Option[],
  counts: LeadFacet | undefined,
  chosen: readonly string[],
  { isOpenEnded = false, isInOrder = false }: { isOpenEnded?: boolean; isInOrder?: boolean } = {},
): CountedOption[] => {
  const known = new Set(options.map(({ value }) => value));
  const added = isOpenEnded ? [...(counts?.values.map(({ value }) => value) ?? []), ...chosen] : [];
  const all = [
    ...options,
    ...[...new Set(added)].filter((value) => !known.has(value)).map((value) => ({ value, label: value })),
  ];
  if (counts === undefined) return all.map((option) => ({ ...option, leads: null }));
  const leads = new Map(counts.values.map((one) => [one.value, one.leads]));
  // A value that is not among the most frequent ones has leads of an unknown number.
  const counted = all.map((option) => ({ ...option, leads: leads.get(option.value) ?? (counts.isPartial ? null : 0) }));
  return isInOrder ? counted : counted.toSorted((a, b) => (b.leads ?? 0) - (a.leads ?? 0));
};
