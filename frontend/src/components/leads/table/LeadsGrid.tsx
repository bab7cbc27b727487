import type { Lead, LeadSort } from '@tinygenesy/contract';
import { type CSSProperties, type FocusEvent, useCallback, useEffect } from 'react';
import { isSelected, type Selection } from '../state/selection.ts';
import type { ListState } from '../state/listState.ts';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { OpenLead } from '../state/useOpenLead.ts';
import type { RowCursor } from '../state/useRowCursor.ts';
import type { RowsInSight } from '../state/useRowsInSight.ts';
import type { SelectionState } from '../state/useSelection.ts';
import { useLeadActions } from './LeadActionsContext.ts';
import { pressLeadKey } from './leadKeys.ts';
import { LeadRow, leadRowId } from './LeadRow.tsx';
import { LeadsHead } from './LeadsHead.tsx';
import classes from './LeadsTable.module.css';
import { RowsEnd } from './RowsEnd.tsx';
import { useLeadKeyActions } from './useLeadKeyActions.ts';
import { useNextPage } from './useNextPage.ts';
import { rowHeight, type RowScroller, useRowScroller } from './useRowScroller.ts';
import type { TableColumns } from './useTableColumns.ts';

type DrawnRowsProps = {
  columns: TableColumns;
  cursor: RowCursor;
  selection: Selection;
  openLeadId: number | null;
  scroller: RowScroller;
  onSelect: (leadId: number, selected: boolean, withShift: boolean) => void;
};

const DrawnRows = ({ columns, cursor, selection, openLeadId, scroller, onSelect }: DrawnRowsProps) => {
  const { open } = useLeadActions();
  return scroller.drawn.map(({ index, start }) => {
    const row = columns.rows[index];
    if (row === undefined) return null;
    const leadId = row.original.id;
    return (
      <LeadRow
        key={row.id}
        row={row}
        index={index}
        top={start}
        selected={isSelected(selection, leadId)}
        active={leadId === cursor.leadId}
        open={leadId === openLeadId}
        columnsKey={columns.shownKey}
        onActivate={cursor.moveTo}
        onOpen={open}
        onSelect={onSelect}
      />
    );
  });
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

/** The table's head and rows. The whole table has the focus; its keys act on the cursor's row. */
export const LeadsGrid = (props: LeadsGridProps) => {
  const { leadRows, columns, view, onSort, cursor, selection, openLead, sight, onFindByKey } = props;
  const { query, ids, total } = leadRows;
  const scroller = useRowScroller(sight, columns.rows);
  useNextPage(leadRows, scroller.last);
  const filterKey = JSON.stringify(view.filter);
  useEffect(() => {
    sight.scrollToTop();
  }, [sight, filterKey, view.sort]);
  const { selectLead } = selection;
  const { moveTo } = cursor;
  const onSelect = useCallback(
    (leadId: number, selected: boolean, withShift: boolean): void => {
      selectLead(leadId, selected, withShift);
      moveTo(leadId);
    },
    [selectLead, moveTo],
  );
  const keyActions = useLeadKeyActions({ ids, cursor, selection, openLead, scroller, onSelect, onFindByKey });
  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    // A clicked button in a row may disappear with the next change, so the focus moves to the table.
    if (event.target !== event.currentTarget && event.target.closest('[data-row]') !== null) {
      event.currentTarget.focus({ preventScroll: true });
    }
    if (cursor.index < 0) moveTo(ids[0] ?? null);
  };
  const gridStyle: CSSProperties & { '--columns': string } = {
    width: columns.width,
    height: scroller.height + 2 * rowHeight,
    '--columns': columns.gridTemplateColumns,
  };

  return (
    <div
      ref={sight.scroller}
      className={classes['scroll']}
      role="grid"
      aria-label="Leads"
      aria-rowcount={total + 1}
      aria-colcount={columns.shownCount + 1}
      aria-multiselectable
      aria-busy={query.isPlaceholderData}
      aria-activedescendant={cursor.lead === undefined ? undefined : leadRowId(cursor.lead.id)}
      tabIndex={0}
      data-focus-home
      onKeyDown={(event) => pressLeadKey(event, keyActions)}
      style={query.isPlaceholderData ? { opacity: 0.55 } : undefined}
      onFocus={onFocus}
      onPointerEnter={() => sight.setPointerInside(true)}
      onPointerLeave={() => sight.setPointerInside(false)}
    >
      <div className={classes['grid']} role="presentation" style={gridStyle}>
        {columns.table.getHeaderGroups().map((group) => (
          <LeadsHead
            key={group.id}
            group={group}
            columns={columns.gridTemplateColumns}
            sort={view.sort}
            onSort={onSort}
            selected={selection.loaded}
            canSelect={!query.isPlaceholderData}
            onSelectLoaded={selection.selectLoaded}
          />
        ))}
        <DrawnRows
          columns={columns}
          cursor={cursor}
          selection={selection.selection}
          openLeadId={openLead.leadId}
          scroller={scroller}
          onSelect={onSelect}
        />
        <RowsEnd query={query} rowCount={ids.length} top={scroller.height + rowHeight} />
      </div>
    </div>
  );
};
