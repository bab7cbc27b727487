import { useVirtualizer } from '@tanstack/react-virtual';
import type { ImportFix, ImportRow } from '@tinygenesy/contract';
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { cellId } from './cellId.ts';
import { cellFixes } from '../fixes.ts';
import { GridRow } from './GridRow.tsx';
import type { RowColumn } from '../mapping.ts';
import classes from './RowsGrid.module.css';
import { RowsHead } from './RowsHead.tsx';

const rowHeight = 34;
const headHeight = 42;
const fixedWidths = [64, 150, 300] as const;
const cellWidth = 170;

type RowsGridProps = {
  rows: readonly ImportRow[];
  columns: readonly RowColumn[];
  /** The field that is to be in sight at first. */
  lookAt: string | null;
  editing?: { fixes: readonly ImportFix[]; onFix: (fix: ImportFix) => void };
  /** The rows are of before; the new ones are on their way. */
  isStale: boolean;
  isLoadingMore: boolean;
  /** The last rows are in sight. */
  onEnd: () => void;
};

/** The rows as a spreadsheet: only those in sight are drawn; arrows move, Enter changes a cell. */
export const RowsGrid = ({ rows, columns, lookAt, editing, isStale, isLoadingMore, onEnd }: RowsGridProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [isEditing, setIsEditing] = useState(false);
  const fixes = useMemo(() => cellFixes(editing?.fixes ?? []), [editing?.fixes]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.row ?? index,
    overscan: 10,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const atEnd = useRef(onEnd);
  useEffect(() => {
    atEnd.current = onEnd;
  });
  useEffect(() => {
    if (lastShown >= rows.length - 20) atEnd.current();
  }, [lastShown, rows.length]);

  const current = rows[active.row];
  useEffect(() => {
    if (current === undefined || document.activeElement !== scroller.current) return;
    document
      .getElementById(cellId(current.row, active.column))
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current, active.column]);

  const hasLooked = useRef(lookAt === null);
  const firstRow = rows[0];
  useEffect(() => {
    if (hasLooked.current || isStale || firstRow === undefined) return;
    const column = columns.findIndex(({ target }) => target === lookAt);
    const cell = document.getElementById(cellId(firstRow.row, column));
    if (cell === null) return;
    hasLooked.current = true;
    setActive({ row: 0, column });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [columns, firstRow, isStale, items.length, lookAt]);

  const move = (rowBy: number, columnBy: number): void => {
    const row = Math.min(rows.length - 1, Math.max(0, active.row + rowBy));
    setActive({ row, column: Math.min(columns.length - 1, Math.max(0, active.column + columnBy)) });
    virtualizer.scrollToIndex(row);
  };
  const leaveOut = (row: number): void => editing?.onFix({ row, action: 'skip' });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isEditing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(1, 0),
      ArrowUp: () => move(-1, 0),
      ArrowRight: () => move(0, 1),
      ArrowLeft: () => move(0, -1),
      PageDown: () => move(15, 0),
      PageUp: () => move(-15, 0),
      Enter: editing === undefined ? undefined : () => setIsEditing(true),
      F2: editing === undefined ? undefined : () => setIsEditing(true),
      Delete: editing === undefined || current === undefined ? undefined : () => leaveOut(current.row),
    };
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  const widths = [...fixedWidths, ...columns.map(() => cellWidth)];
  const gridStyle: CSSProperties & { '--columns': string } = {
    width: widths.reduce((sum, width) => sum + width, 0),
    height: virtualizer.getTotalSize() + headHeight + rowHeight,
    '--columns': widths.map((width, index) => (index === 2 ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' '),
  };
  return (
    <div
      ref={scroller}
      className={classes['scroll']}
      role="grid"
      aria-label="Rows"
      aria-busy={isStale}
      aria-colcount={widths.length}
      aria-readonly={editing === undefined}
      aria-activedescendant={current === undefined ? undefined : cellId(current.row, active.column)}
      tabIndex={0}
      style={isStale ? { opacity: 0.6 } : undefined}
      onKeyDown={onKeyDown}
    >
      <div className={classes['grid']} role="presentation" style={gridStyle}>
        <RowsHead columns={columns} isOver={editing === undefined} />
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const isActive = item.index === active.row;
          return (
            <GridRow
              key={item.key}
              row={row}
              columns={columns}
              top={item.start}
              fixes={fixes}
              isEditable={editing !== undefined}
              activeColumn={isActive ? active.column : null}
              isEditing={isActive && isEditing}
              onBegin={(column) => {
                setActive({ row: item.index, column });
                setIsEditing(editing !== undefined);
              }}
              onEnd={(value) => {
                setIsEditing(false);
                scroller.current?.focus({ preventScroll: true });
                const field = columns[active.column]?.target;
                if (value !== null && field !== undefined) editing?.onFix({ row: row.row, field, value });
              }}
              onLeaveOut={() => leaveOut(row.row)}
            />
          );
        })}
        {isLoadingMore ? (
          <div className={classes['below']} style={{ top: virtualizer.getTotalSize() + headHeight }}>
            Loading more rows…
          </div>
        ) : null}
      </div>
    </div>
  );
};
