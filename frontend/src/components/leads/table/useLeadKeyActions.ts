import type { Lead } from '@tinygenesy/contract';
import { isSelected } from '../state/selection.ts';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { SelectionState } from '../state/useSelection.ts';
import { useLeadActions } from './LeadActionsContext.ts';
import type { LeadKeyActions } from './leadKeys.ts';
import { leadCellId } from './LeadRow.tsx';
import type { RowWindow } from './useRowWindow.ts';

type LeadKeyParts = {
  rows: LeadRows;
  columnCount: number;
  cursor: RowCursor;
  selection: SelectionState;
  openLead: OpenLead;
  scroller: RowWindow;
  onSelect: (leadId: number, index: number, selected: boolean, withShift: boolean) => void;
  onFindByKey: (lead: Lead) => void;
};

/** Actions of the table's keys. */
export const useLeadKeyActions = (parts: LeadKeyParts): LeadKeyActions => {
  const { rows, columnCount, cursor, selection, openLead, scroller, onSelect, onFindByKey } = parts;
  const actions = useLeadActions();
  /** Runs an action on the cursor's row. If the row is not visible, scrolls to it instead, so that no unseen lead changes. */
  const onCursorLead = (act: (lead: Lead) => void) => (): void => {
    if (cursor.lead === undefined) return;
    if (scroller.isVisible(cursor.index)) act(cursor.lead);
    else scroller.scrollTo(cursor.index);
  };
  const moveToColumn = (column: number | null): void => {
    cursor.moveToColumn(column);
    if (column === null || cursor.lead === undefined) return;
    document
      .getElementById(leadCellId(cursor.lead.id, column))
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  /** Uses the first control of the active cell. Without a cell or a control it opens the lead. */
  const enter = ({ id }: Lead): void => {
    const cell = cursor.column === null ? null : document.getElementById(leadCellId(id, cursor.column));
    const control = cell?.querySelector<HTMLElement>('a, button');
    if (control == null) actions.open(id);
    else control.click();
  };
  return {
    move: (step, selecting) => {
      if (rows.rowCount === 0) return;
      const index = cursor.indexAfter(step);
      const lead = rows.leadAt(index);
      if (selecting) selection.selectBetween(Math.max(cursor.index, 0), index);
      cursor.moveTo(lead?.id ?? null, index);
      if (openLead.leadId !== null && lead != null) openLead.replace(lead.id);
      scroller.scrollTo(index);
    },
    moveInRow: (step) => {
      const column = (cursor.column ?? -1) + step;
      moveToColumn(column < 0 ? null : Math.min(column, columnCount - 1));
    },
    toggle: onCursorLead(({ id }) => onSelect(id, cursor.index, !isSelected(selection.selection, id), false)),
    open: onCursorLead(enter),
    find: onCursorLead(onFindByKey),
    verify: onCursorLead(actions.verifyEmail),
    copy: onCursorLead(({ phoneNumber }) => {
      if (phoneNumber !== null) actions.copyPhone(phoneNumber);
    }),
    escape: cursor.column !== null ? () => moveToColumn(null) : openLead.leadId === null ? selection.clear : null,
  };
};
