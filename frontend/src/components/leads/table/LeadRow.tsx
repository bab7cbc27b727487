import type { Lead } from '@tinygenesy/contract';
import { type MouseEvent, memo, useState } from 'react';
import { leadName } from '../leadName.ts';
import type { CellColumn } from './columns/useTableColumns.ts';
import classes from './LeadsTable.module.css';

type LeadRowProps = {
  lead: Lead;
  index: number;
  top: number;
  columns: readonly CellColumn[];
  selected: boolean;
  active: boolean;
  /** The cell of the active row that keys act on; null: the whole row. */
  activeColumn: number | null;
  open: boolean;
  onActivate: (leadId: number, index: number) => void;
  onOpen: (leadId: number, index: number) => void;
  onSelect: (leadId: number, index: number, selected: boolean, withShift: boolean) => void;
};

export const leadRowId = (leadId: number): string => `lead-row-${leadId}`;
export const leadCellId = (leadId: number, column: number): string => `lead-cell-${leadId}-${column}`;

/** The part of a lead's state that makes its row flash when it changes. */
const visibleState = (lead: Lead): string =>
  [lead.phoneStatus, lead.phoneNumber, lead.phoneDetail?.provider, lead.emailVerdict, lead.version].join('|');

/** Whether a click means the row: not one of its controls, and not the end of selecting text. */
const isOnRow = ({ target, currentTarget, shiftKey, ctrlKey, metaKey }: MouseEvent<HTMLElement>): boolean => {
  if (shiftKey || ctrlKey || metaKey) return false;
  if (target instanceof Element && target.closest('a, button, input, label') !== null) return false;
  const marked = window.getSelection();
  return marked === null || marked.isCollapsed || !currentTarget.contains(marked.anchorNode);
};

type CellsProps = { lead: Lead; columns: readonly CellColumn[]; activeColumn: number | null };

/** The cells of a row, which render again only when the lead or the columns change. */
const Cells = memo(({ lead, columns, activeColumn }: CellsProps) =>
  columns.map(({ id, isPinned, cell }, position) => (
    <div
      key={id}
      id={leadCellId(lead.id, position)}
      role="gridcell"
      aria-colindex={position + 2}
      data-column={position}
      data-active-cell={position === activeColumn || undefined}
      className={`${classes['cell']} ${isPinned ? classes['pinned'] : ''}`}
      style={isPinned ? { left: `var(--left-${position})` } : undefined}
    >
      {cell(lead)}
    </div>
  )),
);
Cells.displayName = 'Cells';

/** A row of the table. It renders again only when its lead or its own state changes. */
export const LeadRow = memo((props: LeadRowProps) => {
  const { lead, index, top, columns, selected, active, activeColumn, open, onActivate, onOpen, onSelect } = props;
  const state = visibleState(lead);
  const [seen, setSeen] = useState({ state, changes: 0 });
  if (seen.state !== state) setSeen({ state, changes: seen.changes + 1 });
  return (
    <div
      role="row"
      id={leadRowId(lead.id)}
      // Its cells without the box, whose label repeats the name.
      aria-labelledby={columns.map((_, position) => leadCellId(lead.id, position)).join(' ')}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes['row']}
      data-row
      data-active={active || undefined}
      data-open={open || undefined}
      style={{ top }}
      onClick={(event) => (isOnRow(event) ? onOpen : onActivate)(lead.id, index)}
    >
      {seen.changes === 0 ? null : <span key={seen.changes} className={classes['flash']} aria-hidden />}
      {/* All of the cell selects: a click just beside the small box must not open the lead. */}
      <div
        role="gridcell"
        aria-colindex={1}
        className={`${classes['cell']} ${classes['select']}`}
        onClick={(event) => {
          event.stopPropagation();
          onSelect(lead.id, index, !selected, event.shiftKey);
        }}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          className={classes['tick']}
          aria-label={`Select ${leadName(lead)}`}
          checked={selected}
          onChange={() => undefined}
        />
      </div>
      <Cells lead={lead} columns={columns} activeColumn={activeColumn} />
    </div>
  );
});
LeadRow.displayName = 'LeadRow';

type OtherRowProps = { index: number; top: number; columnCount: number; isDeleted: boolean; active: boolean };

/** A row without a lead: it is loading, or its lead was deleted. It keeps the place of other rows. */
export const OtherRow = memo(({ index, top, columnCount, isDeleted, active }: OtherRowProps) => (
  <div
    role="row"
    aria-rowindex={index + 2}
    aria-busy={!isDeleted}
    className={classes['row']}
    data-row
    data-active={active || undefined}
    data-loading={!isDeleted || undefined}
    style={{ top }}
  >
    <div
      role="gridcell"
      aria-colindex={1}
      aria-colspan={columnCount + 1}
      aria-label={isDeleted ? undefined : 'Loading'}
      className={classes['otherCell']}
    >
      {isDeleted ? 'Deleted' : <span className={classes['skeleton']} aria-hidden />}
    </div>
  </div>
));
OtherRow.displayName = 'OtherRow';
