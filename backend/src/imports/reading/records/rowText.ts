import { countLineBreaks, cr, isLineBreak } from './lineBreaks.ts';

const nothing: Buffer = Buffer.alloc(0);

/**
 * The text that was given to the parser and is not complete as rows, with the line and the place of its next row. Places
 * count from the parser's beginning.
 */
export interface RowText {
  append(bytes: Buffer): void;
  /** Counts the blank lines before the next row, which the parser leaves out. */
  skipBlankLines(end: number): void;
  /** The next row, up to a place. */
  rowUpTo(end: number): Buffer;
  /** The next row begins at a place, so many lines on. */
  advance(end: number, lines: number): void;
  /** The line that the next row begins in. */
  line(): number;
  /** All from the next row on. */
  rest(): Buffer;
  /** Forgets complete rows. @returns whether the rest is at most as long as a row may be */
  dropRows(maxBytes: number): boolean;
  /** Begins again with a text, one line on, for a new parser. */
  restart(bytes: Buffer): void;
}

export function createRowText(): RowText {
  let text = nothing;
  let textAt = 0;
  let rowAt = 0;
  let line = 1;

  const rest = (): Buffer => text.subarray(rowAt - textAt);

  function skipBlankLines(end: number): void {
    const from = rowAt - textAt;
    let at = from;
    while (at < end - textAt && isLineBreak(text[at])) at += 1;
    if (at === from) return;
    line += countLineBreaks(text, from, at);
    rowAt = textAt + at;
  }

  return {
    append(bytes) {
      text = text.length === 0 ? bytes : Buffer.concat([text, bytes]);
    },
    skipBlankLines,
    rowUpTo: (end) => text.subarray(rowAt - textAt, end - textAt),
    advance(end, lines) {
      line += lines;
      rowAt = end;
    },
    line: () => line,
    rest,
    dropRows(maxBytes) {
      const end = textAt + text.length;
      // A CR at the end may be the first half of a line break.
      skipBlankLines(text.at(-1) === cr ? end - 1 : end);
      text = rest();
      textAt = rowAt;
      return text.length <= maxBytes;
    },
    restart(bytes) {
      text = bytes;
      textAt = 0;
      rowAt = 0;
      line += 1;
    },
  };
}
