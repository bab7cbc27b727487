import type { LeadFilter } from '@tinygenesy/contract';
import type { Selection } from './selection.ts';
import type { LeadRows } from './useLeadRows.ts';

/** Selected leads that the table does not show under its present filter. */
export type HiddenSelection = {
  /** How many; null: the list is too long to know. */
  count: number | null;
  /** The filter under which they were selected. */
  filter: LeadFilter;
};

/** Returns what the table hides of a selection; null: nothing. */
export const hiddenSelection = (
  selection: Selection,
  { loadedIds, rowCount, query }: Pick<LeadRows, 'loadedIds' | 'rowCount'> & { query: { isPlaceholderData: boolean } },
  filter: LeadFilter,
  madeIn: LeadFilter,
): HiddenSelection | null => {
  if (selection.kind === 'all' || selection.ids.size === 0 || query.isPlaceholderData) return null;
  if (JSON.stringify(filter) === JSON.stringify(madeIn)) return null;
  const loaded = new Set(loadedIds());
  if (loaded.size < rowCount) return { count: null, filter: madeIn };
  const count = [...selection.ids].filter((id) => !loaded.has(id)).length;
  return count === 0 ? null : { count, filter: madeIn };
};
