import { Checkbox } from '@mantine/core';
import { FlexRender, type Row } from '@tanstack/react-table';
import type { Lead } from '@tinygenesy/contract';
import { type MouseEvent, memo, useState } from 'react';
import type { leadTableFeatures } from './leadColumns.tsx';
import { leadName } from '../leadName.ts';
import classes from './LeadsTable.module.css';

type LeadRowProps = {
  row: Row<typeof leadTableFeatures, Lead>;
  index: number;
  top: number;
  selected: boolean;
  active: boolean;
  open: boolean;
  /** Changes when other columns are shown, so that the row renders again. */
  columnsKey: string;
  onActivate: (leadId: number) => void;
  onOpen: (leadId: number) => void;
  onSelect: (leadId: number, selected: boolean, withShift: boolean) => void;
};

export const leadRowId = (leadId: number): string => `lead-row-${leadId}`;

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

/** A row of the table. It renders again only when its lead or its own state changes. */
export const LeadRow = memo(
  ({ row, index, top, selected, active, open, onActivate, onOpen, onSelect }: LeadRowProps) => {
    const lead = row.original;
    const state = visibleState(lead);
    const [seen, setSeen] = useState({ state, changes: 0 });
    if (seen.state !== state) setSeen({ state, changes: seen.changes + 1 });
    return (
      <div
        role="row"
        id={leadRowId(lead.id)}
        aria-rowindex={index + 2}
        aria-selected={selected}
        className={classes['row']}
        data-row
        data-active={active || undefined}
        data-open={open || undefined}
        style={{ top }}
        onClick={(event) => (isOnRow(event) ? onOpen : onActivate)(lead.id)}
      >
        {seen.changes === 0 ? null : <span key={seen.changes} className={classes['flash']} aria-hidden />}
        <div role="gridcell" className={`${classes['cell']} ${classes['select']}`}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={`Select ${leadName(lead)}`}
            checked={selected}
            onChange={() => undefined}
            onClick={(event) => {
              event.stopPropagation();
              onSelect(lead.id, !selected, event.shiftKey);
            }}
          />
        </div>
        {row.getVisibleCells().map((cell, position) => (
          <div
            key={cell.column.id}
            role="gridcell"
            className={`${classes['cell']} ${position === 0 ? classes['first'] : ''}`}
          >
            <FlexRender cell={cell} />
          </div>
        ))}
      </div>
    );
  },
  (a, b) =>
    a.row.original === b.row.original &&
    a.index === b.index &&
    a.top === b.top &&
    a.selected === b.selected &&
    a.active === b.active &&
    a.open === b.open &&
    a.columnsKey === b.columnsKey &&
    a.onActivate === b.onActivate &&
    a.onOpen === b.onOpen &&
    a.onSelect === b.onSelect,
);
LeadRow.displayName = 'LeadRow';
