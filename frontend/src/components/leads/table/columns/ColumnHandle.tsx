import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import classes from '../LeadsTable.module.css';
import type { ShownColumn } from './useTableColumns.ts';

const stepPx = 10;
const bigStepPx = 50;

/** The width that the drawn cells of a column need. They are measured as copies that nobody sees. */
const neededWidth = (handle: HTMLElement, position: number): number => {
  const grid = handle.closest('[role="grid"]');
  const cells = grid?.querySelectorAll(`[data-column="${position}"]`) ?? [];
  const measure = document.createElement('div');
  measure.className = classes['measure'] ?? '';
  for (const cell of cells) {
    const copy = cell.cloneNode(true);
    if (copy instanceof HTMLElement) {
      copy.removeAttribute('id');
      measure.append(copy);
    }
  }
  grid?.append(measure);
  const width = Math.max(0, ...[...measure.children].map((copy) => copy.getBoundingClientRect().width));
  measure.remove();
  return Math.ceil(width) + 2;
};

type ColumnHandleProps = { column: ShownColumn; position: number; onWidth: (px: number) => void };

/** The right edge of a column's head: sets its width by dragging, by the arrow keys, and by its content. */
export const ColumnHandle = ({ column, position, onWidth }: ColumnHandleProps) => {
  const drag = useRef<{ fromX: number; widthPx: number } | null>(null);
  const shownWidth = (handle: HTMLElement): number => handle.parentElement?.getBoundingClientRect().width ?? 0;
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromX: event.clientX, widthPx: shownWidth(event.currentTarget) };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (drag.current !== null && event.clientX !== drag.current.fromX) {
      onWidth(drag.current.widthPx + event.clientX - drag.current.fromX);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const handle = event.currentTarget;
    const step = event.shiftKey ? bigStepPx : stepPx;
    if (event.key === 'ArrowLeft') onWidth(shownWidth(handle) - step);
    else if (event.key === 'ArrowRight') onWidth(shownWidth(handle) + step);
    else if (event.key === 'Enter') onWidth(neededWidth(handle, position));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column.label}`}
      aria-valuenow={column.chosenPx ?? column.widthPx}
      aria-valuemin={60}
      aria-valuemax={1_200}
      tabIndex={0}
      title="Drag to set the width, double-click to fit"
      className={classes['resize']}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={(event) => onWidth(neededWidth(event.currentTarget, position))}
      onKeyDown={onKeyDown}
    />
  );
};
