import type { LineRecord } from '../../types.ts';

const shownCharacters = 200;

/** Builds the fault of a line that is longer than the maximum. */
export const tooLong = (line: number, content: Buffer): LineRecord => ({
  line,
  isAfterBlank: false,
  cells: [shown(content)],
  fault: { code: 'row_too_long', text: `Line ${line} is longer than 1 MB. No row may be longer.` },
});

/** Builds the fault of a line with an unclosed quotation mark. */
export const unclosedQuote = (line: number, content: Buffer, delimiter: string): LineRecord => ({
  line,
  isAfterBlank: false,
  // Quotation marks stay in the cells, so that the error file has the unchanged line.
  cells: content.toString().split(delimiter),
  fault: {
    code: 'unclosed_quote',
    text: `Line ${line} opens a cell with a quotation mark and never closes it. Add the closing mark, or remove the opening one.`,
  },
});

/** Builds the last fault of a file with too many faults. */
export const tooManyFaults = (line: number, content: Buffer, most: number): LineRecord => ({
  line,
  isAfterBlank: false,
  cells: [shown(content)],
  fault: {
    code: 'unreadable',
    text: `More than ${most.toLocaleString('en')} rows can’t be read. Reading stopped at line ${line}.`,
  },
});

const shown = (bytes: Buffer): string => {
  const text = bytes.subarray(0, shownCharacters * 4).toString();
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
};
