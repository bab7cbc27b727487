import { useVirtualizer } from '@tanstack/react-virtual';
import type { ImportRow } from '@tinygenesy/contract';
import { useEffect, useRef } from 'react';
import { headHeight, rowHeight, rowHeightWithReason } from './gridLayout.ts';

/** The next page is requested this many rows before the end. */
const rowsBeforeEnd = 20;

/** Draws only the rows near the visible part, because a file has up to a million rows. */
export const useDrawnRows = (rows: readonly ImportRow[], onEnd: () => void) => {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.issues.length ? rowHeightWithReason : rowHeight),
    getItemKey: (index) => rows[index]?.row ?? index,
    overscan: 10,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const drawn = virtualizer.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? -1;
  const atEnd = useRef(onEnd);
  useEffect(() => {
    atEnd.current = onEnd;
  });
  useEffect(() => {
    if (lastDrawn >= rows.length - rowsBeforeEnd) atEnd.current();
  }, [lastDrawn, rows.length]);

  const endsAt = virtualizer.getTotalSize() + headHeight;
  return {
    scroller,
    drawn,
    /** Height of the head and all rows, in pixels. */
    endsAt,
    /** Height of the grid with one free line below the rows, in pixels. */
    height: endsAt + rowHeight,
    scrollTo: (index: number): void => virtualizer.scrollToIndex(index),
  };
};

export type DrawnRows = ReturnType<typeof useDrawnRows>;
