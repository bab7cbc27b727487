import type { Lead, LeadSort } from '@tinygenesy/contract';
import { useCallback, useEffect } from 'react';
import type { ListState } from '../state/listState.ts';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { RowsInSight } from '../state/useRowsInSight.ts';
import type { SelectionState } from '../state/useSelection.ts';
import type { TableColumns } from './columns/useTableColumns.ts';
import { DrawnRows } from './DrawnRows.tsx';
import { pressLeadKey } from './leadKeys.ts';
import { leadCellId, leadRowId } from './LeadRow.tsx';
import { LeadsHead } from './LeadsHead.tsx';
import classes from './LeadsTable.module.css';
import { RowBubble } from './RowBubble.tsx';
import { RowsEnd, RowsFailed } from './RowsEnd.tsx';
import { rowHeight } from './rowWindow.ts';
import { focusGrid } from './focusGrid.ts';
import { useLeadKeyActions } from './useLeadKeyActions.ts';
import { type RowWindow, useRowWindow } from './useRowWindow.ts';
import { useShowOpenRow } from './useShowOpenRow.ts';
import { useWantedRows } from './useWantedRows.ts';

/** The id of the active cell or row; undefined: it is not drawn. */
const activeElementId = ({ lead, index, column }: RowCursor, { first, last }: RowWindow): string | undefined => {
  if (lead === undefined || index < first || index > last) return undefined;
  return column === null ? leadRowId(lead.id) : leadCellId(lead.id, column);
};

type LeadsGridProps = {
  leadRows: LeadRows;
  columns: TableColumns;
  view: ListState;
  onSort: (sort: LeadSort) => void;
  cursor: RowCursor;
  selection: SelectionState;
  openLead: OpenLead;
  sight: RowsInSight;
  onFindByKey: (lead: Lead) => void;
};

/** The table's head and rows. The whole table has the focus; its keys act on the cursor's row or cell. */
export const LeadsGrid = (props: LeadsGridProps) => {
  const { leadRows, columns, view, onSort, cursor, selection, openLead, sight, onFindByKey } = props;
  const { query, rowCount } = leadRows;
  const scroller = useRowWindow(sight, rowCount);
  useWantedRows(leadRows, scroller);
  useShowOpenRow(openLead, cursor, scroller);
  const filterKey = JSON.stringify(view.filter);
  useEffect(() => {
    sight.scrollToTop();
  }, [sight, filterKey, view.sort]);
  const { selectLead } = selection;
  const { moveTo } = cursor;
  const onSelect = useCallback(
    (leadId: number, index: number, selected: boolean, withShift: boolean): void => {
      selectLead(leadId, index, selected, withShift);
      moveTo(leadId, index);
    },
    [selectLead, moveTo],
  );
  const columnCount = columns.cells.length;
  const keyParts = { rows: leadRows, columnCount, cursor, selection, openLead, scroller, onSelect, onFindByKey };
  const keyActions = useLeadKeyActions(keyParts);
  const onFocus = focusGrid(leadRows, cursor, openLead);
  return (
    <div className={classes['table']}>
      <div
        ref={sight.scroller}
        className={classes['scroll']}
        role="grid"
        aria-label="Leads"
        aria-rowcount={rowCount + 1}
        aria-colcount={columnCount + 1}
        aria-multiselectable
        aria-busy={query.isPending || query.isPlaceholderData}
        aria-activedescendant={activeElementId(cursor, scroller)}
        tabIndex={0}
        data-focus-home
        onKeyDown={(event) => pressLeadKey(event, keyActions)}
        style={{ ...columns.style, ...(query.isPlaceholderData ? { opacity: 0.55 } : {}) }}
        onFocus={onFocus}
        onPointerEnter={() => sight.setPointerInside(true)}
        onPointerLeave={() => sight.setPointerInside(false)}
      >
        <div
          className={classes['grid']}
          role="presentation"
          style={{ width: columns.widthPx, height: scroller.height + 2 * rowHeight }}
        >
          <LeadsHead
            columns={columns}
            sort={view.sort}
            onSort={onSort}
            selected={selection.loaded}
            canSelect={!query.isPending && !query.isPlaceholderData}
            onSelectLoaded={selection.selectLoaded}
          />
          <div ref={scroller.layer} className={classes['layer']} role="presentation">
            <DrawnRows
              rows={leadRows}
              columns={columns}
              cursor={cursor}
              selection={selection.selection}
              openLeadId={openLead.leadId}
              scroller={scroller}
              onSelect={onSelect}
            />
          </div>
          <RowsEnd rowCount={rowCount} top={scroller.height + rowHeight} />
        </div>
        <RowsFailed retry={leadRows.retry} />
      </div>
      <RowBubble sight={sight} viewport={scroller.viewport} />
    </div>
  );
};
