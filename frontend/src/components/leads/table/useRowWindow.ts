import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { RowsInSight } from '../state/useRowsInSight.ts';
import {
  isRowVisible,
  type RowRange,
  rowHeight,
  rowsHeight,
  rowsToDraw,
  rowsTop,
  scrollTopFor,
  type Viewport,
} from './rowWindow.ts';

/** Rows are placed from a base row, so that their places fit into a browser's limits and rarely change. */
const baseStep = 1_000;

/** Draws only the rows near the visible part, and scrolls to a row. The sticky head covers the space of one row. */
export const useRowWindow = (sight: RowsInSight, rowCount: number) => {
  const [drawn, setDrawn] = useState<RowRange>({ first: 0, last: Math.min(rowCount, 40) - 1 });
  /** The element that holds the drawn rows. */
  const layer = useRef<HTMLDivElement>(null);
  const viewport = useCallback((): Viewport => {
    const element = sight.scroller.current;
    return {
      rowCount,
      scrollTop: element?.scrollTop ?? 0,
      heightPx: Math.max(0, (element?.clientHeight ?? 0) - rowHeight),
    };
  }, [sight, rowCount]);

  const topPx = useRef<number | null>(null);
  const place = useCallback(
    (draw: (range: RowRange) => void): void => {
      const now = viewport();
      const range = rowsToDraw(now);
      sight.range.current = { first: range.first, last: Math.max(0, range.last) };
      draw(range);
      // Only a list taller than the limit moves against its scrolling element.
      const base = range.first - (range.first % baseStep);
      const next = rowHeight + base * rowHeight + now.scrollTop - rowsTop(now);
      if (layer.current === null || topPx.current === next) return;
      topPx.current = next;
      layer.current.style.top = `${next}px`;
    },
    [viewport, sight],
  );
  const draw = useCallback((range: RowRange): void => {
    setDrawn((before) => (before.first === range.first && before.last === range.last ? before : range));
  }, []);

  // Reading sizes after each render would lay out the page twice.
  useLayoutEffect(() => place(draw), [place, draw]);
  useEffect(() => {
    const element = sight.scroller.current;
    if (element === null) return undefined;
    // At once: otherwise a frame would show the new position with the old rows.
    const onScroll = (): void => place((range) => flushSync(() => draw(range)));
    const resized = new ResizeObserver(() => place(draw));
    resized.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [place, draw, sight]);

  // A shorter list may not have the rows that were drawn.
  const last = Math.min(drawn.last, rowCount - 1);
  const first = Math.min(drawn.first, Math.max(0, last));
  const base = first - (first % baseStep);
  return {
    layer,
    first,
    last,
    /** Positions of the drawn rows. */
    drawn: Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset),
    /** The place of a row in the layer. */
    topOf: (index: number): number => (index - base) * rowHeight,
    height: rowsHeight(rowCount),
    viewport,
    scrollTo: (index: number): void => {
      const element = sight.scroller.current;
      if (element !== null) element.scrollTop = scrollTopFor(viewport(), index);
    },
    /** Whether the whole row is visible below the head of the table. */
    isVisible: (index: number): boolean => isRowVisible(viewport(), index),
  };
};

export type RowWindow = ReturnType<typeof useRowWindow>;
