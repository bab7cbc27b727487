import { useEffect, useRef } from 'react';
import type { LeadRows } from '../state/useLeadRows.ts';
import { blockRows } from '../../../api/leads/getLeads.ts';
import type { RowWindow } from './useRowWindow.ts';

/** Rows that are drawn for a shorter time are passed by: somebody drags the scrollbar over them. */
const passedByMs = 60;

/** Loads the drawn rows: at once while the table scrolls on, and after a moment of rest when it jumps. */
export const useWantedRows = ({ want }: LeadRows, { first, last }: RowWindow): void => {
  const wantedRow = useRef(0);
  useEffect(() => {
    const take = (): void => {
      wantedRow.current = first;
      want(first, last);
    };
    if (Math.abs(first - wantedRow.current) <= blockRows) {
      take();
      return undefined;
    }
    const timer = setTimeout(take, passedByMs);
    return () => clearTimeout(timer);
  }, [want, first, last]);
};
