import { useLocalStorage } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from 'react';
import classes from './LeadPanel.module.css';

const leastPx = 360;
const mostPx = 900;
const startPx = 460;
const stepPx = 20;
const bigStepPx = 80;

/** The width within the limits, in whole pixels. */
const fitting = (px: number): number => Math.min(mostPx, Math.max(leastPx, Math.round(px)));

/** The width of the panel in pixels, kept in this browser. */
export const usePanelWidth = () => {
  const [widthPx, setWidthPx] = useLocalStorage({
    key: 'tinygenesy.lead-panel-width',
    defaultValue: startPx,
    getInitialValueInEffect: false,
  });
  const shownPx = Number.isFinite(widthPx) ? fitting(widthPx) : startPx;
  // The dock with the jobs keeps clear of the panel as well.
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--lead-panel-width', `${shownPx}px`);
  }, [shownPx]);
  return {
    widthPx: shownPx,
    setWidthPx: (px: number): void => setWidthPx(fitting(px)),
    reset: (): void => setWidthPx(startPx),
  };
};

export type PanelWidth = ReturnType<typeof usePanelWidth>;

/** The left edge of the panel: sets its width by dragging and by the arrow keys. */
export const PanelHandle = ({ width: { widthPx, setWidthPx, reset } }: { width: PanelWidth }) => {
  const drag = useRef<{ fromX: number; widthPx: number } | null>(null);
  /** The width on screen: a narrow window shows less than was chosen. */
  const shownWidth = (handle: HTMLElement): number => handle.parentElement?.getBoundingClientRect().width ?? widthPx;
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromX: event.clientX, widthPx: shownWidth(event.currentTarget) };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (drag.current !== null) setWidthPx(drag.current.widthPx + drag.current.fromX - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.shiftKey ? bigStepPx : stepPx;
    if (event.key === 'ArrowLeft') setWidthPx(widthPx + step);
    else if (event.key === 'ArrowRight') setWidthPx(widthPx - step);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the lead panel"
      aria-valuenow={widthPx}
      aria-valuemin={leastPx}
      aria-valuemax={mostPx}
      tabIndex={0}
      title="Drag to set the width, double-click to reset"
      className={classes['handle']}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={reset}
      onKeyDown={onKeyDown}
    />
  );
};
