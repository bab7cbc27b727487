import type { CSSProperties } from 'react';
import type { RowColumn } from '../mapping.ts';

/** Widths and heights in pixels. */
const lineWidth = 64;
const frozenWidth = 132;
const stateWidth = 150;
const cellWidth = 170;
export const headHeight = 42;
export const rowHeight = 34;
/** Height of a row with its reason below the cells. */
export const rowHeightWithReason = 54;

type GridStyle = CSSProperties & { '--columns': string; '--frozen': string };

/** Columns from left to right: line, frozen columns, result, the other columns. The last one takes the free width. */
export const gridStyle = (columns: readonly RowColumn[], height: number): GridStyle => {
  const frozen = columns.filter(({ isFrozen }) => isFrozen);
  const widths = [
    lineWidth,
    ...frozen.map(() => frozenWidth),
    stateWidth,
    ...columns.slice(frozen.length).map(() => cellWidth),
  ];
  return {
    width: widths.reduce((sum, width) => sum + width, 0),
    height,
    '--columns': widths
      .map((width, at) => (at < widths.length - 1 ? `${width}px` : `minmax(${width}px, 1fr)`))
      .join(' '),
    '--frozen': `${lineWidth + frozen.length * frozenWidth}px`,
  };
};

/** Position of a frozen column from the left edge; undefined for the others. */
export const frozenStyle = (columns: readonly RowColumn[], index: number): CSSProperties | undefined =>
  columns[index]?.isFrozen === true ? { left: lineWidth + index * frozenWidth } : undefined;
