import { useEffect, useRef } from 'react';
import type { LeadRows } from '../state/useLeadRows.ts';
import { blockRows } from '../../../api/leads/getLeads.ts';
import type { RowWindow } from './useRowWindow.ts';

/** Rows that are drawn for a shorter time are passed by: somebody drags the scrollbar over them. */
const passedByMs = 25;
/** After a jump, the rows on screen are loaded before those around them. */
const aroundAfterMs = 150;
/** Rows loaded beyond each edge of those drawn. */
const rowsAround = 100;
/** At the top of a list, where the first block is enough until it scrolls. */
const rowsBelowFirst = 50;

/** Loads the drawn rows and those around them: at once while the table scrolls on, and in turn after a jump. */
export const useWantedRows = ({ want }: LeadRows, { first, last }: RowWindow): void => {
  const wantedRow = useRef(0);
  useEffect(() => {
    const isJump = Math.abs(first - wantedRow.current) > blockRows;
    const take = (around: number): void => {
      wantedRow.current = first;
      want(first - around, last + around);
    };
    if (!isJump) {
      take(first === 0 ? rowsBelowFirst : rowsAround);
      return undefined;
    }
    const timers = [
      setTimeout(() => take(0), passedByMs),
      setTimeout(() => take(rowsAround), passedByMs + aroundAfterMs),
    ];
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [want, first, last]);
};
