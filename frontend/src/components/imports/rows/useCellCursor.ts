import type { ImportFix, ImportRow } from '@tinygenesy/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RowColumn } from '../mapping.ts';
import { cellId } from './cellId.ts';
import type { DrawnRows } from './useDrawnRows.ts';

const rowsPerPage = 15;

const scrollToCell = (cell: Element | null): void => cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

type CellCursorOptions = {
  rows: readonly ImportRow[];
  columns: readonly RowColumn[];
  grid: DrawnRows;
  /** Adds a correction; undefined when the rows are read-only. */
  onFix: ((fix: ImportFix) => void) | undefined;
  /** The field that becomes active first, when its rows are loaded. */
  fieldInView: string | null;
  isStale: boolean;
};

/** The active cell of the grid: arrow keys move it, Enter and F2 edit it, Delete skips its row. */
export const useCellCursor = ({ rows, columns, grid, onFix, fieldInView, isStale }: CellCursorOptions) => {
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [isEditing, setIsEditing] = useState(false);
  const current = rows[active.row];
  const { scroller, scrollTo } = grid;

  useEffect(() => {
    if (current === undefined || document.activeElement !== scroller.current) return;
    scrollToCell(document.getElementById(cellId(current.row, active.column)));
  }, [current, active.column, scroller]);

  const hasLooked = useRef(fieldInView === null);
  const firstRow = rows[0];
  useEffect(() => {
    if (hasLooked.current || isStale || firstRow === undefined) return;
    const column = columns.findIndex(({ target }) => target === fieldInView);
    const cell = document.getElementById(cellId(firstRow.row, column));
    if (cell === null) return;
    hasLooked.current = true;
    setActive({ row: 0, column });
    scrollToCell(cell);
  }, [columns, firstRow, isStale, grid.drawn.length, fieldInView]);

  const move = (rowBy: number, columnBy: number): void => {
    const row = Math.min(rows.length - 1, Math.max(0, active.row + rowBy));
    setActive({ row, column: Math.min(columns.length - 1, Math.max(0, active.column + columnBy)) });
    scrollTo(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isEditing || event.ctrlKey || event.metaKey || event.altKey) return;
    const edit = onFix && (() => setIsEditing(true));
    const keys: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(1, 0),
      ArrowUp: () => move(-1, 0),
      ArrowRight: () => move(0, 1),
      ArrowLeft: () => move(0, -1),
      PageDown: () => move(rowsPerPage, 0),
      PageUp: () => move(-rowsPerPage, 0),
      Enter: edit,
      F2: edit,
      Delete: onFix && current && (() => onFix({ row: current.row, action: 'skip' })),
    };
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return { active, isEditing, current, setActive, setIsEditing, onKeyDown };
};
