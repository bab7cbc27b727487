const line = /^[-+=|:_~*#\s\u2500-\u257f—–]*$/u;
const drawn = /[-=_~*#\u2500-\u257f—–]{3}/u;

/**
 * Returns whether a row is a drawn line, as below the header of a table that a program prints (`----+----`, `|---|---|`):
 * it has no values.
 */
export function isRule(cells: readonly string[]): boolean {
  // Most rows are told by their first cell.
  for (const cell of cells) if (!line.test(cell)) return false;
  return cells.some((cell) => drawn.test(cell));
}
