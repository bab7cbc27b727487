import { brokenFault } from './SheetFault.ts';

/** The longest text of a cell that is read. */
export const longestCell = 100_000;
/** The columns that are read. */
export const mostColumns = 1_000;
/** Rows of the largest sheets that a program writes: LibreOffice's, 16 times Excel's. */
const mostRows = 2 ** 24;

/**
 * Writes rows in the form in which a sheet is stored: CSV with backslash escapes, so that a row of the sheet is a line of
 * the file.
 */
export function createCsvRows(): {
  /** Writes a row. @param number its number in the sheet, from 1. @throws SheetFault broken */
  add(number: number, cells: readonly string[]): void;
  /** Returns the text since the last call. */
  take(): string;
} {
  let text: string[] = [];
  let lastRow = 0;
  return {
    add(number, cells) {
      if (!(number <= mostRows)) throw brokenFault();
      if (number <= lastRow || cells.every((cell) => cell.trim() === '')) return;
      text.push('\n'.repeat(number - lastRow - 1), cells.map(written).join(','), '\n');
      lastRow = number;
    },
    take() {
      const taken = text.join('');
      text = [];
      return taken;
    },
  };
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '"': '\\"' };

function written(cell: string): string {
  if (!/[\\\n\r",]|^\s|\s$/.test(cell)) return cell;
  return `"${cell.replaceAll(/[\\\n\r"]/g, (character) => escapes[character] ?? '')}"`;
}
