import type { Lead } from '@tinygenesy/contract';
import { useCallback, useState } from 'react';
import type { LeadRows } from './useLeadRows.ts';

export type RowStep = number | 'first' | 'last';

/** A row: its lead, and its position. A row that is not loaded has no lead yet; -1: the position is not known. */
type Place = { leadId: number | null; index: number };

/** The row that keys act on, and the cell in it that they act on. */
export const useRowCursor = ({ leadAt, indexOf, rowCount }: LeadRows, initialId: number | null) => {
  const [place, setPlace] = useState<Place>({ leadId: initialId, index: -1 });
  const [column, setColumn] = useState<number | null>(null);
  const at = place.index < 0 ? undefined : leadAt(place.index);
  // After the list was read again, the lead may be at another position.
  const isThere = place.index >= 0 && (place.leadId === null || at === undefined || at?.id === place.leadId);
  const index = isThere ? place.index : place.leadId === null ? -1 : indexOf(place.leadId);
  const lead: Lead | undefined = (index < 0 ? undefined : leadAt(index)) ?? undefined;
  // Once its lead is known, the row is this lead's, wherever it moves.
  if (place.leadId === null && lead !== undefined) setPlace({ leadId: lead.id, index });
  return {
    leadId: lead?.id ?? place.leadId,
    /** Position in the table; -1 when it is not known. */
    index,
    lead,
    /** The active cell, from 0; null: the row as a whole. */
    column,
    moveTo: useCallback((leadId: number | null, newIndex: number = -1): void => {
      setPlace({ leadId, index: newIndex });
    }, []),
    moveToColumn: setColumn,
    /** The position after a step, within the table. Without a cursor a step leads to the first row. */
    indexAfter: (step: RowStep): number => {
      const last = rowCount - 1;
      const goal = step === 'first' ? 0 : step === 'last' ? last : index < 0 ? 0 : index + step;
      return Math.min(last, Math.max(0, goal));
    },
  };
};

export type RowCursor = ReturnType<typeof useRowCursor>;
