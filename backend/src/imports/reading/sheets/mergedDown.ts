import { mostColumns } from './csvRows.ts';

/** Merged cells that span several rows: their value, which stands in the first row, belongs to all of them. */
export interface MergedCells {
  count(): number;
  /** Adds merged cells that begin in the row that is filled next. */
  add(range: MergedRange): void;
  /** Returns the cells of a row with the values of merged cells that began above. Call it for each row, in order. */
  fill(row: number, cells: string[]): string[];
}

export interface MergedRange {
  column: number;
  /** The first and the last row. */
  first: number;
  last: number;
}

export function mergedDown(ranges: readonly MergedRange[] = []): MergedCells {
  const waiting = ranges
    .filter(({ column, first, last }) => column < mostColumns && last > first)
    .toSorted((one, other) => other.first - one.first);
  let count = waiting.length;
  /** By column: merged cells don't overlap. */
  const open = new Map<number, { last: number; value: string }>();
  return {
    count: () => count,
    add(range) {
      waiting.push(range);
      count += 1;
    },
    fill(row, cells) {
      // A row without a value of its own stays blank.
      if (count === 0 || cells.every((cell) => cell === '')) return cells;
      for (const [column, { value, last }] of open) {
        if (row >= last) open.delete(column);
        if (row > last || value === '' || (cells[column] ?? '') !== '') continue;
        while (cells.length < column) cells.push('');
        cells[column] = value;
      }
      for (let next = waiting.at(-1); next !== undefined && next.first <= row; next = waiting.at(-1)) {
        waiting.pop();
        if (next.first === row) open.set(next.column, { last: next.last, value: cells[next.column] ?? '' });
      }
      return cells;
    },
  };
}
