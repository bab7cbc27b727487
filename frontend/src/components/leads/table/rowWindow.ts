export const rowHeight = 36;
/** Rows drawn beyond each edge of the visible part. */
const overscan = 12;
/** Firefox draws no element that is taller than 17.9 million px, which is 497,000 rows. Longer lists scroll faster. */
const maxHeightPx = 15_000_000;

/** A list's place in its scrolling element: `scrollTop` and the visible height without the head. */
export type Viewport = { rowCount: number; scrollTop: number; heightPx: number };
export type RowRange = { first: number; last: number };

/** The height of all rows in the scrolling element. */
export const rowsHeight = (rowCount: number): number => Math.min(rowCount * rowHeight, maxHeightPx);

/** How far the rows move while the element scrolls by one px. The space of one row lies below the last row. */
const scrollScale = ({ rowCount, heightPx }: Omit<Viewport, 'scrollTop'>): number => {
  const scrollable = rowsHeight(rowCount) + rowHeight - heightPx;
  return scrollable <= 0 ? 1 : (rowCount * rowHeight + rowHeight - heightPx) / scrollable;
};

/** The distance of the visible part from the first row, as if the list had its full height. */
export const rowsTop = (viewport: Viewport): number => viewport.scrollTop * scrollScale(viewport);

/** The first row of the visible part, from 0. */
export const topRow = (viewport: Viewport): number =>
  Math.max(0, Math.min(viewport.rowCount - 1, Math.round(rowsTop(viewport) / rowHeight)));

/** The rows to draw. `last` is -1 without rows. */
export const rowsToDraw = (viewport: Viewport): RowRange => {
  const top = rowsTop(viewport);
  const end = viewport.rowCount - 1;
  return {
    first: Math.max(0, Math.min(end, Math.floor(top / rowHeight) - overscan)),
    last: Math.min(end, Math.ceil((top + viewport.heightPx) / rowHeight) + overscan),
  };
};

/** The `scrollTop` at which a whole row is visible, nearest to the present one. */
export const scrollTopFor = (viewport: Viewport, index: number): number => {
  const top = rowsTop(viewport);
  const row = index * rowHeight;
  const goal = row < top ? row : row + rowHeight > top + viewport.heightPx ? row + rowHeight - viewport.heightPx : top;
  return goal === top ? viewport.scrollTop : goal / scrollScale(viewport);
};

/** Whether a whole row is visible. Half a px may be lost to rounding. */
export const isRowVisible = (viewport: Viewport, index: number): boolean => {
  const top = rowsTop(viewport);
  const row = index * rowHeight;
  return row >= top - 0.5 && row + rowHeight <= top + viewport.heightPx + 0.5;
};
