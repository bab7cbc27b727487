import type { FocusEvent } from 'react';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';

/** What happens when the table, or a control in it, takes the focus. */
export const focusGrid =
  (rows: LeadRows, cursor: RowCursor, openLead: OpenLead) =>
  (event: FocusEvent<HTMLElement>): void => {
    // A clicked button in a row may disappear with the next change, so the focus moves to the table.
    if (event.target !== event.currentTarget && event.target.closest('[data-row]') !== null) {
      event.currentTarget.focus({ preventScroll: true });
    }
    // The place of a lead that an address opened is not known at first.
    const isSought = openLead.leadId !== null && cursor.leadId === openLead.leadId;
    if (cursor.index < 0 && !isSought) cursor.moveTo(rows.leadAt(0)?.id ?? null, 0);
  };
