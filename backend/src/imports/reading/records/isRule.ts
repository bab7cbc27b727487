const line = /^[-+=|:_~*#\s\u2500-\u257f—–]*$/u;
const drawn = /[-=_~*#\u2500-\u257f—–]{3}/u;

/** The end of the rows in a dump of Postgres. */
const endOfData = String.raw`\.`;

/**
 * Returns whether a row is a drawn line, as below the header of a table that a program prints (`----+----`, `|---|---|`),
 * or the end of a dump: it has no values.
 */
export function isRule(cells: readonly string[]): boolean {
  if (cells.length === 1 && cells[0] === endOfData) return true;
  // Most rows are told by their first cell.
  for (const cell of cells) if (!line.test(cell)) return false;
  return cells.some((cell) => drawn.test(cell));
}
