import { type RefObject, useLayoutEffect } from 'react';

/** Between the dock and the bottom of the page, and a row's space above it. */
const besidePx = 62 + 12;

/** Tells the page how much of its bottom the dock covers, so that a list can be scrolled above it. */
export const useCoveredSpace = (dock: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = dock.current;
    if (element === null) return undefined;
    const { style } = document.documentElement;
    const tell = (): void => style.setProperty('--dock-covers', `${element.offsetHeight + besidePx}px`);
    const resized = new ResizeObserver(tell);
    resized.observe(element);
    tell();
    return () => {
      resized.disconnect();
      style.removeProperty('--dock-covers');
    };
  }, [dock]);
};
