import { countLineBreaks, cr, isLineBreak } from './lineBreaks.ts';

const nothing: Buffer = Buffer.alloc(0);

/**
 * Holds the text that the parser received and did not return as rows yet, with the line and offset of the next row.
 * Offsets count from the first byte that the parser received.
 */
export interface RowText {
  append(bytes: Buffer): void;
  /** Counts the blank lines before the next row, which the parser skips. */
  skipBlankLines(end: number): void;
  /** Returns the next row, up to an offset. */
  rowUpTo(end: number): Buffer;
  /** Moves the next row to an offset, `lines` further down. */
  advance(end: number, lines: number): void;
  /** Returns the line in which the next row begins. */
  line(): number;
  /** Returns the text from the next row on. */
  rest(): Buffer;
  /** Removes complete rows. @returns whether the rest has at most `maxBytes` */
  dropRows(maxBytes: number): boolean;
  /** Starts again with a text, one line further down, for a new parser. */
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
