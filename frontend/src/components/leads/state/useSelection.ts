import type { LeadFilter } from '@tinygenesy/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isSelected, nothingSelected, select, type Selection } from './selection.ts';
import { useResetOnChange } from './useResetOnChange.ts';

const between = (ids: readonly number[], from: number, to: number): readonly number[] =>
  ids.slice(Math.min(from, to), Math.max(from, to) + 1);

/**
 * The selected leads, and the ways to change the selection.
 * @param ids the loaded leads in the order of the table
 */
export const useSelection = (ids: readonly number[], filter: LeadFilter) => {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const lastSelected = useRef<number | null>(null);
  const latestIds = useRef(ids);
  useEffect(() => {
    latestIds.current = ids;
  });
  useResetOnChange(JSON.stringify(filter), () => {
    // "All matching leads" referred to the previous filter.
    if (selection.kind === 'all') setSelection(nothingSelected);
  });

  /** Selects one lead, or with Shift the range from the last one. Its identity is stable, so that rows do not render again. */
  const selectLead = useCallback((leadId: number, selected: boolean, withShift: boolean): void => {
    const all = latestIds.current;
    const from = lastSelected.current === null ? -1 : all.indexOf(lastSelected.current);
    const range = withShift && from >= 0 ? between(all, from, all.indexOf(leadId)) : [leadId];
    setSelection((before) => select(before, range, selected));
    lastSelected.current = leadId;
  }, []);

  const selectedLoaded = ids.filter((id) => isSelected(selection, id)).length;
  const loaded: 'none' | 'some' | 'all' =
    selectedLoaded === 0 ? 'none' : selectedLoaded === ids.length ? 'all' : 'some';
  return {
    selection,
    /** Share of the loaded leads that is selected. */
    loaded,
    selectLead,
    /** Selects the leads from one position in the table to another. */
    selectBetween: (from: number, to: number): void =>
      setSelection((before) => select(before, between(ids, from, to), true)),
    selectLoaded: (selected: boolean): void =>
      setSelection((before) => (before.kind === 'all' ? nothingSelected : select(before, ids, selected))),
    selectMatching: (): void => setSelection({ kind: 'all', filter, except: new Set() }),
    clear: (): void => setSelection(nothingSelected),
  };
};

export type SelectionState = ReturnType<typeof useSelection>;
