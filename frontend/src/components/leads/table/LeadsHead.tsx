import { Checkbox, UnstyledButton } from '@mantine/core';
import { FlexRender, type Header, type HeaderGroup } from '@tanstack/react-table';
import type { Lead, LeadSort } from '@tinygenesy/contract';
import { defaultSort } from '../state/listState.ts';
import type { leadTableFeatures } from './leadColumns.tsx';
import classes from './LeadsTable.module.css';
import { RunningBar } from './RunningBar.tsx';

type ColumnHeadProps = {
  header: Header<typeof leadTableFeatures, Lead>;
  isFirst: boolean;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
};

const ColumnHead = ({ header, isFirst, sort, onSort }: ColumnHeadProps) => {
  const field = header.column.columnDef.meta?.sort;
  const ascending = field !== undefined && sort === field;
  const descending = field !== undefined && sort === `-${field}`;
  return (
    <div
      role="columnheader"
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
      className={`${classes['cell']} ${classes['headCell']} ${isFirst ? classes['first'] : ''}`}
    >
      {field === undefined ? (
        <FlexRender header={header} />
      ) : (
        <UnstyledButton
          className={classes['sort']}
          // Ascending, descending, then the default order again.
          onClick={() => onSort(ascending ? `-${field}` : descending ? defaultSort : field)}
        >
          <FlexRender header={header} />
          <span aria-hidden>{ascending ? '↑' : descending ? '↓' : ''}</span>
        </UnstyledButton>
      )}
      <RunningBar columnId={header.column.id} />
      <span
        className={classes['resize']}
        data-resizing={header.column.getIsResizing() || undefined}
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
        aria-hidden
      />
    </div>
  );
};

type LeadsHeadProps = {
  group: HeaderGroup<typeof leadTableFeatures, Lead>;
  columns: string;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
  selected: 'none' | 'some' | 'all';
  /** Whether the leads on screen are those of the current filter: a click before would select others. */
  canSelect: boolean;
  onSelectLoaded: (selected: boolean) => void;
};

/** The head of the table: selects all loaded leads, sorts, and sets column widths. */
export const LeadsHead = ({ group, columns, sort, onSort, selected, canSelect, onSelectLoaded }: LeadsHeadProps) => (
  <div role="row" aria-rowindex={1} className={classes['headRow']} style={{ gridTemplateColumns: columns }}>
    <div role="columnheader" className={`${classes['cell']} ${classes['headCell']} ${classes['select']}`}>
      <Checkbox
        size="xs"
        aria-label="Select all loaded leads"
        disabled={!canSelect}
        checked={selected === 'all'}
        indeterminate={selected === 'some'}
        onChange={() => onSelectLoaded(selected !== 'all')}
      />
    </div>
    {group.headers.map((header, index) => (
      <ColumnHead key={header.id} header={header} isFirst={index === 0} sort={sort} onSort={onSort} />
    ))}
  </div>
);
