import { isSelected, type Selection } from '../state/selection.ts';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { TableColumns } from './columns/useTableColumns.ts';
import { useLeadActions } from './LeadActionsContext.ts';
import { LeadRow, OtherRow } from './LeadRow.tsx';
import type { RowWindow } from './useRowWindow.ts';

type DrawnRowsProps = {
  rows: LeadRows;
  columns: TableColumns;
  cursor: RowCursor;
  selection: Selection;
  openLeadId: number | null;
  scroller: RowWindow;
  onSelect: (leadId: number, index: number, selected: boolean, withShift: boolean) => void;
};

/** The rows near the visible part, loaded or not. */
export const DrawnRows = ({ rows, columns, cursor, selection, openLeadId, scroller, onSelect }: DrawnRowsProps) => {
  const { open } = useLeadActions();
  return scroller.drawn.map((index) => {
    const lead = rows.leadAt(index);
    const placed = { index, top: scroller.topOf(index), active: index === cursor.index };
    if (lead == null) {
      return <OtherRow key={-index - 1} {...placed} columnCount={columns.cells.length} isDeleted={lead === null} />;
    }
    return (
      <LeadRow
        key={lead.id}
        {...placed}
        lead={lead}
        columns={columns.cells}
        selected={isSelected(selection, lead.id)}
        activeColumn={placed.active ? cursor.column : null}
        open={lead.id === openLeadId}
        onActivate={cursor.moveTo}
        onOpen={open}
        onSelect={onSelect}
      />
    );
  });
};
