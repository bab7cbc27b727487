import { Checkbox, UnstyledButton } from '@mantine/core';
import type { LeadSort } from '@tinygenesy/contract';
import { memo, useId } from 'react';
import { defaultSort } from '../state/listState.ts';
import { ColumnHandle } from './columns/ColumnHandle.tsx';
import type { ShownColumn, TableColumns } from './columns/useTableColumns.ts';
import classes from './LeadsTable.module.css';
import { RunningBar } from './RunningBar.tsx';

type ColumnHeadProps = {
  column: ShownColumn;
  position: number;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
  onWidth: (px: number) => void;
};

const ColumnHead = ({ column, position, sort, onSort, onWidth }: ColumnHeadProps) => {
  const { id, label, isPinned, sort: field, sortedBy } = column;
  const ascending = field !== undefined && sort === field;
  const descending = field !== undefined && sort === `-${field}`;
  const wordsId = useId();
  return (
    <div
      role="columnheader"
      // Screen readers say the name with each cell: without the bar and the handle.
      aria-labelledby={wordsId}
      aria-colindex={position + 2}
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
      className={`${classes['cell']} ${classes['headCell']} ${isPinned ? classes['pinned'] : ''}`}
      style={isPinned ? { left: `var(--left-${position})` } : undefined}
      data-column={position}
    >
      {field === undefined ? (
        <span id={wordsId} className={classes['headWords']}>
          {label}
        </span>
      ) : (
        <UnstyledButton
          id={wordsId}
          className={classes['sort']}
          title={`Sort by ${sortedBy ?? label.toLowerCase()}`}
          // Ascending, descending, then the default order again.
          onClick={() => onSort(ascending ? `-${field}` : descending ? defaultSort : field)}
        >
          <span className={classes['headWords']}>{label}</span>
          {(ascending || descending) && sortedBy !== undefined ? (
            <span className={classes['sortedBy']}>by {sortedBy}</span>
          ) : null}
          <span aria-hidden>{ascending ? '↑' : descending ? '↓' : ''}</span>
        </UnstyledButton>
      )}
      <RunningBar columnId={id} />
      <ColumnHandle column={column} position={position} onWidth={onWidth} />
    </div>
  );
};

type LeadsHeadProps = {
  columns: TableColumns;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
  selected: 'none' | 'some' | 'all';
  /** Whether the leads on screen are those of the current filter: a click before would select others. */
  canSelect: boolean;
  onSelectLoaded: (selected: boolean) => void;
};

/** The head of the table: selects all loaded leads, sorts, and sets column widths. It does not render again on scrolling. */
export const LeadsHead = memo(({ columns, sort, onSort, selected, canSelect, onSelectLoaded }: LeadsHeadProps) => (
  <div role="row" aria-rowindex={1} className={classes['headRow']}>
    <div
      role="columnheader"
      aria-colindex={1}
      className={`${classes['cell']} ${classes['headCell']} ${classes['select']}`}
    >
      <Checkbox
        size="xs"
        aria-label="Select all loaded leads"
        disabled={!canSelect}
        checked={selected === 'all'}
        indeterminate={selected === 'some'}
        onChange={() => onSelectLoaded(selected !== 'all')}
      />
    </div>
    {columns.shown.map((column, position) => (
      <ColumnHead
        key={column.id}
        column={column}
        position={position}
        sort={sort}
        onSort={onSort}
        onWidth={(px) => columns.setWidth(column.id, px)}
      />
    ))}
  </div>
));
LeadsHead.displayName = 'LeadsHead';
