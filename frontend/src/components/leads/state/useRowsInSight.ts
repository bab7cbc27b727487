import { useMemo, useRef } from 'react';

/** Scroll position, drawn rows and pointer of the table. Live changes read them, so that no row moves under the pointer. */
export const useRowsInSight = () => {
  const scroller = useRef<HTMLDivElement>(null);
  const range = useRef({ first: 0, last: 0 });
  const isPointerInside = useRef(false);
  return useMemo(
    () => ({
      /** The element that scrolls. */
      scroller,
      /** Positions of the first and last row drawn. */
      range,
      setPointerInside: (isInside: boolean): void => {
        isPointerInside.current = isInside;
      },
      /** Whether rows can be added at the top unnoticed. */
      isUntouched: (): boolean => (scroller.current?.scrollTop ?? 0) === 0 && !isPointerInside.current,
      /** Returns nothing: newer browsers return a promise from `scrollTo`, which is no cleanup function for an effect. */
      scrollToTop: (): void => {
        scroller.current?.scrollTo({ top: 0 });
      },
    }),
    [],
  );
};

export type RowsInSight = ReturnType<typeof useRowsInSight>;
