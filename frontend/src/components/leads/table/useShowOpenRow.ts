import { useEffect, useRef } from 'react';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { RowWindow } from './useRowWindow.ts';

/** Scrolls once to the row of a lead that was opened: the panel's buttons and an address may lead out of sight. */
export const useShowOpenRow = ({ leadId }: OpenLead, cursor: RowCursor, { scrollTo }: RowWindow): void => {
  const shownId = useRef<number | null>(null);
  const index = cursor.leadId === leadId ? cursor.index : -1;
  useEffect(() => {
    if (leadId === null) shownId.current = null;
    if (index < 0 || shownId.current === leadId) return;
    shownId.current = leadId;
    scrollTo(index);
  }, [leadId, index, scrollTo]);
};
