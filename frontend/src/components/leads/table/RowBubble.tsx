import { useEffect, useRef } from 'react';
import { count } from '../../../words/numbers.ts';
import classes from './LeadsTable.module.css';
import { rowHeight, topRow } from './rowWindow.ts';
import type { RowWindow } from './useRowWindow.ts';
import type { RowsInSight } from '../state/useRowsInSight.ts';

const shownForMs = 1_200;

/** Beside the scrollbar while the table scrolls: where one is in a long list. It is written without a render. */
export const RowBubble = ({ sight, viewport }: { sight: RowsInSight; viewport: RowWindow['viewport'] }) => {
  const bubble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scroller = sight.scroller.current;
    let seenTop = scroller?.scrollTop ?? 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      const now = viewport();
      const element = bubble.current;
      // Not while it scrolls sideways, and not in a list of few screens.
      if (element === null || now.scrollTop === seenTop || now.rowCount * rowHeight <= 3 * now.heightPx) return;
      seenTop = now.scrollTop;
      element.textContent = `Row ${count(topRow(now) + 1)} of ${count(now.rowCount)}`;
      element.dataset['shown'] = 'true';
      clearTimeout(timer);
      timer = setTimeout(() => delete element.dataset['shown'], shownForMs);
    };
    scroller?.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      scroller?.removeEventListener('scroll', onScroll);
    };
  }, [sight, viewport]);
  return <div ref={bubble} className={classes['bubble']} aria-hidden />;
};
