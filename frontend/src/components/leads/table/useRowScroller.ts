import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect } from 'react';
import type { RowsInSight } from '../state/useRowsInSight.ts';

export const rowHeight = 36;

/** Draws only the rows near the visible part, because thousands of rows would be slow, and scrolls to a row. */
export const useRowScroller = (sight: RowsInSight, rows: readonly { id: string }[]) => {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => sight.scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    // The sticky head covers the space of one row.
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const drawn = virtualizer.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? -1;
  useEffect(() => {
    sight.range.current = { first, last: Math.max(0, last) };
  });
  return {
    drawn,
    /** Position of the last row drawn; -1 when there is none. */
    last,
    height: virtualizer.getTotalSize(),
    scrollTo: (index: number): void => virtualizer.scrollToIndex(index),
    /** Whether the whole row is visible below the head of the table. */
    isVisible: (index: number): boolean => {
      const scroller = sight.scroller.current;
      if (scroller === null) return false;
      const top = index * rowHeight;
      return top >= scroller.scrollTop && top + 2 * rowHeight <= scroller.scrollTop + scroller.clientHeight;
    },
  };
};

export type RowScroller = ReturnType<typeof useRowScroller>;
