import { targetOfName } from '../../mapping/targetOfName.ts';
import type { LineRecord } from '../../types.ts';

/** The number of rows among which the header is sought. */
const looked = 40;

/**
 * Returns the index of the row in which a table begins: the header, or the first row of a file without one. The rows
 * above are notes: a title, a sentence, the date of a report.
 * @param records the first rows of a file
 */
export function findTable(records: readonly LineRecord[]): number {
  const rows = records.map(({ cells }) => cells.map((cell) => cell.trim()).filter((cell) => cell !== ''));
  const usual = usualWidth(rows);
  const first = rows.slice(0, looked);
  const header = first.findIndex((cells, index) => records[index]?.fault === null && isHeader(cells, usual));
  const begin = first.findIndex((cells) => cells.some(isContact) || cells.length * 2 > usual);
  if (header !== -1 && (begin === -1 || header <= begin || areNotes(first.slice(begin, header), first[header])))
    return header;
  // In a narrow table, a row with few cells is no sign of a note.
  if (begin === -1 || usual <= 2) return 0;
  return isShortHeader(records, begin) ? begin - 1 : begin;
}

/** Returns whether the row right above the first wide one is a header: rows may have more cells than it names. */
function isShortHeader(records: readonly LineRecord[], begin: number): boolean {
  const above = records[begin - 1];
  if (above === undefined || above.fault !== null || records[begin]?.isAfterBlank) return false;
  const cells = above.cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return cells.length > 0 && !cells.some(isContact) && namesIn(cells) * 2 >= cells.length;
}

/** Returns whether a row names columns: few of its cells are anything else. */
function isHeader(cells: readonly string[], usual: number): boolean {
  if (cells.some(isContact) || cells.length * 2 <= usual) return false;
  const names = namesIn(cells);
  return names >= Math.min(2, usual) && names * 3 >= cells.length;
}

/**
 * Returns whether rows as wide as a table are notes: they have neither names of columns nor an address. Rows with fewer
 * cells and names than the header are notes too: `Exported by, ana@acme.com`, or the headings of groups of columns.
 */
const areNotes = (rows: readonly (readonly string[])[], header: readonly string[] = []): boolean =>
  rows.every(
    (cells) =>
      (namesIn(cells) === 0 && !cells.some(isContact)) ||
      (cells.length < header.length && namesIn(cells) < namesIn(header)),
  );

const namesIn = (cells: readonly string[]): number => cells.filter((cell) => targetOfName(cell) !== null).length;

/** Returns the number of cells that most rows have. Of equally frequent numbers, the largest. */
function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [usual = [0]] = [...counts].toSorted(([one, often], [other, oftener]) => oftener - often || other - one);
  return usual[0];
}

const isContact = (cell: string): boolean => /^\S+@\S+\.\S+$/u.test(cell);
