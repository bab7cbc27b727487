import type { LeadFilter, LeadSet } from '@tinygenesy/contract';

/** Which leads are ticked: some by id, or all that match a filter but a few. */
export type Selection =
  { kind: 'some'; ids: ReadonlySet<number> } | { kind: 'all'; filter: LeadFilter; except: ReadonlySet<number> };

export const nothingSelected: Selection = { kind: 'some', ids: new Set() };

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

/** Ticks or unticks leads. */
export const select = (selection: Selection, ids: readonly number[], selected: boolean): Selection => {
  const marked = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  for (const id of ids) {
    if ((selection.kind === 'some') === selected) marked.add(id);
    else marked.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: marked } : { ...selection, except: marked };
};

/** How many leads are ticked; `total` is how many match the filter. */
export const selectedCount = (selection: Selection, total: number): number =>
  selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);

/** The ticked leads as a bulk request names them; null when there are none. */
export const leadSetOf = (selection: Selection): LeadSet | null => {
  if (selection.kind === 'all') {
    return {
      filter: selection.filter,
      ...(selection.except.size === 0 ? {} : { exceptIds: [...selection.except] }),
    };
  }
  return selection.ids.size === 0 ? null : { leadIds: [...selection.ids] };
};

/** The ticked leads as a filter of the list with ids on top; those that were ticked one by one may not match what is shown now. */
export const selectedOf = (
  selection: Selection,
): { filter: LeadFilter; ids?: readonly number[]; exceptIds?: readonly number[] } =>
  selection.kind === 'some'
    ? { filter: {}, ids: [...selection.ids] }
    : { filter: selection.filter, ...(selection.except.size === 0 ? {} : { exceptIds: [...selection.except] }) };
