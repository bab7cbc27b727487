import type { LeadFilter } from '@tinygenesy/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { tell } from '../../../app/notify.ts';
import { hiddenSelection } from './hiddenSelection.ts';
import { isSelected, leadSetOf, nothingSelected, select, type Selection } from './selection.ts';
import type { LeadRows } from './useLeadRows.ts';
import { useResetOnChange } from './useResetOnChange.ts';

/** The ids of the loaded leads from one row to another. Says it when some of these rows are not loaded. */
const idsBetween = ({ leadAt }: LeadRows, from: number, to: number): number[] => {
  const ids: number[] = [];
  let isWhole = true;
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const lead = leadAt(index);
    if (lead === undefined) isWhole = false;
    else if (lead !== null) ids.push(lead.id);
  }
  if (!isWhole)
    tell('Only the loaded leads between were selected. To select more, filter and select all matching leads.');
  return ids;
};

/** The selected leads, and the ways to change the selection. */
export const useSelection = (rows: LeadRows, filter: LeadFilter) => {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const lastSelected = useRef<number | null>(null);
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  });
  const [madeIn, setMadeIn] = useState(filter);
  useResetOnChange(JSON.stringify(filter), () => {
    // "All matching leads" referred to the previous filter.
    if (selection.kind === 'all') setSelection(nothingSelected);
  });
  // Leads are selected where they are seen.
  if (leadSetOf(selection) === null && madeIn !== filter) setMadeIn(filter);

  /** Selects one lead, or with Shift the range from the last one. Its identity is stable, so that rows do not render again. */
  const selectLead = useCallback((leadId: number, index: number, selected: boolean, withShift: boolean): void => {
    const from = lastSelected.current;
    const ids = withShift && from !== null ? idsBetween(latest.current, from, index) : [leadId];
    setSelection((before) => select(before, ids, selected));
    lastSelected.current = index;
  }, []);

  const { leads } = rows;
  const selectedLoaded = leads.filter(({ id }) => isSelected(selection, id)).length;
  const loaded: 'none' | 'some' | 'all' =
    selectedLoaded === 0 ? 'none' : selectedLoaded === leads.length ? 'all' : 'some';
  return {
    selection,
    hidden: hiddenSelection(selection, rows, filter, madeIn),
    /** Share of the loaded leads that is selected. */
    loaded,
    selectLead,
    /** Selects the leads from one position in the table to another. */
    selectBetween: (from: number, to: number): void => {
      const ids = idsBetween(rows, from, to);
      setSelection((before) => select(before, ids, true));
    },
    selectLoaded: (selected: boolean): void => {
      const ids = rows.loadedIds();
      setSelection((before) => (before.kind === 'all' ? nothingSelected : select(before, ids, selected)));
    },
    selectMatching: (): void => setSelection({ kind: 'all', filter, except: new Set() }),
    clear: (): void => setSelection(nothingSelected),
  };
};

export type SelectionState = ReturnType<typeof useSelection>;
