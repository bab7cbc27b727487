import type { Lead } from '@tinygenesy/contract';
import { isSelected } from '../state/selection.ts';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { SelectionState } from '../state/useSelection.ts';
import { useLeadActions } from './LeadActionsContext.ts';
import type { LeadKeyActions } from './leadKeys.ts';
import type { RowScroller } from './useRowScroller.ts';

type LeadKeyParts = {
  ids: readonly number[];
  cursor: RowCursor;
  selection: SelectionState;
  openLead: OpenLead;
  scroller: RowScroller;
  onSelect: (leadId: number, selected: boolean, withShift: boolean) => void;
  onFindByKey: (lead: Lead) => void;
};

/** Actions of the table's keys. */
export const useLeadKeyActions = (parts: LeadKeyParts): LeadKeyActions => {
  const { ids, cursor, selection, openLead, scroller, onSelect, onFindByKey } = parts;
  const actions = useLeadActions();
  /** Runs an action on the cursor's row. If the row is not visible, scrolls to it instead, so that no unseen lead changes. */
  const onCursorLead = (act: (lead: Lead) => void) => (): void => {
    if (cursor.lead === undefined) return;
    if (scroller.isVisible(cursor.index)) act(cursor.lead);
    else scroller.scrollTo(cursor.index);
  };
  return {
    move: (step, selecting) => {
      const index = cursor.indexAfter(step);
      const leadId = ids[index];
      if (leadId === undefined) return;
      if (selecting) selection.selectBetween(Math.max(cursor.index, 0), index);
      cursor.moveTo(leadId);
      if (openLead.leadId !== null) openLead.replace(leadId);
      scroller.scrollTo(index);
    },
    toggle: onCursorLead(({ id }) => onSelect(id, !isSelected(selection.selection, id), false)),
    open: onCursorLead(({ id }) => actions.open(id)),
    find: onCursorLead(onFindByKey),
    verify: onCursorLead(actions.verifyEmail),
    copy: onCursorLead(({ phoneNumber }) => {
      if (phoneNumber !== null) actions.copyPhone(phoneNumber);
    }),
    escape: openLead.leadId === null ? selection.clear : null,
  };
};
