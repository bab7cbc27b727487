/** A text as a formula, by which programs keep a spreadsheet from changing it: `="00123"`. */
const formula = /^="((?:[^"]|"")*)"$/u;
const apostrophe = /^['\u2019]/u;
/** Pairs of quotation marks that CSV does not know. */
const pairs: readonly (readonly [open: string, close: string])[] = [
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
];

/**
 * Removes the marks by which other programs tell that a cell is text: `="…"`, an apostrophe before every filled cell of a
 * row, and single or typographic quotation marks around all cells. A single cell keeps its apostrophe, because names begin
 * with one too ('t Hooft).
 */
export function withoutTextMarks(cells: readonly string[], delimiter: string): readonly string[] {
  const [first = ''] = cells;
  if (!cells.some((cell) => cell.startsWith('="')) && !/^['‘’“]/u.test(first)) return cells;
  const whole = withoutQuotes(cells, delimiter);
  if (whole !== null) return whole;
  const filled = cells.filter((cell) => cell.trim() !== '');
  const areMarked = filled.length > 1 && filled.every((cell) => apostrophe.test(cell) && !/['\u2019]$/u.test(cell));
  return cells.map((cell) => {
    const inner = formula.exec(cell)?.[1];
    if (inner !== undefined) return inner.replaceAll('""', '"');
    return areMarked ? cell.replace(apostrophe, '') : cell;
  });
}

/** Returns the cells between quotation marks, in which a delimiter is text; null: not every cell is quoted. */
function withoutQuotes(cells: readonly string[], delimiter: string): string[] | null {
  const row = cells.join(delimiter);
  for (const [open, close] of pairs) {
    if (!row.startsWith(open) || !row.endsWith(close)) continue;
    const inner = row.slice(1, -1).split(close + delimiter + open);
    if (inner.length > 1 && inner.every((cell) => !cell.includes(open) && !cell.includes(close))) return inner;
  }
  return null;
}
