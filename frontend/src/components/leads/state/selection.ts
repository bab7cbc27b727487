import type { LeadFilter, LeadSet } from '@tinygenesy/contract';

/** Selected leads: some by id, or all that match a filter with exceptions. */
export type Selection =
  { kind: 'some'; ids: ReadonlySet<number> } | { kind: 'all'; filter: LeadFilter; except: ReadonlySet<number> };

export const nothingSelected: Selection = { kind: 'some', ids: new Set() };

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

/** Selects or deselects leads. */
export const select = (selection: Selection, ids: readonly number[], selected: boolean): Selection => {
  const marked = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  for (const id of ids) {
    if ((selection.kind === 'some') === selected) marked.add(id);
    else marked.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: marked } : { ...selection, except: marked };
};

/**
 * Number of selected leads.
 * @param total number of leads that match the filter
 */
export const selectedCount = (selection: Selection, total: number): number =>
  selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);

/** The selection as the input of bulk requests; null when no lead is selected. */
export const leadSetOf = (selection: Selection): LeadSet | null => {
  if (selection.kind === 'all') {
    return {
      filter: selection.filter,
      ...(selection.except.size === 0 ? {} : { exceptIds: [...selection.except] }),
    };
  }
  return selection.ids.size === 0 ? null : { leadIds: [...selection.ids] };
};

/** The selection as an export filter with ids. Leads selected by id need not match the current filter. */
export const selectedOf = (
  selection: Selection,
): { filter: LeadFilter; ids?: readonly number[]; exceptIds?: readonly number[] } =>
  selection.kind === 'some'
    ? { filter: {}, ids: [...selection.ids] }
    : { filter: selection.filter, ...(selection.except.size === 0 ? {} : { exceptIds: [...selection.except] }) };
