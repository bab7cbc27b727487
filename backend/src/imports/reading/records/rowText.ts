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
  /** Moves the next row to an offset, `lines` further down. `isBlank`: the row up to there has only blank cells. */
  advance(end: number, lines: number, isBlank: boolean): void;
  /** Returns whether a blank line or a row of blank cells is above the next row. */
  isAfterBlank(): boolean;
  /** Returns the line in which the next row begins. */
  line(): number;
  /** Returns the text from the next row on. */
  rest(): Buffer;
  /** Removes complete rows. @returns whether the rest has at most `maxBytes` */
  dropRows(maxBytes: number): boolean;
  /** Starts again with a text, one line further down, for a new parser. */
  restart(bytes: Buffer): void;
}

/** @param blanks characters that the parser skips at the beginning of a line; a line of only these is blank */
export function createRowText(blanks: string): RowText {
  const blankBytes = [...Buffer.from(blanks)];
  let text = nothing;
  let textAt = 0;
  let rowAt = 0;
  let line = 1;
  let isAfterBlank = false;

  const rest = (): Buffer => text.subarray(rowAt - textAt);

  /** Returns the index of the line break that ends a blank line; -1: the line is not blank. */
  function blankLineEnd(from: number, to: number): number {
    let at = from;
    while (at < to && blankBytes.includes(text[at] ?? 0)) at += 1;
    return at < to && isLineBreak(text[at]) ? at : -1;
  }

  function skipBlankLines(end: number): void {
    const from = rowAt - textAt;
    const to = Math.min(end - textAt, text.length);
    let at = from;
    for (let next = blankLineEnd(at, to); next !== -1; next = blankLineEnd(at, to)) at = next + 1;
    if (at === from) return;
    line += countLineBreaks(text, from, at);
    rowAt = textAt + at;
    isAfterBlank = true;
  }

  return {
    append(bytes) {
      text = text.length === 0 ? bytes : Buffer.concat([text, bytes]);
    },
    skipBlankLines,
    rowUpTo: (end) => text.subarray(rowAt - textAt, end - textAt),
    advance(end, lines, isBlank) {
      line += lines;
      rowAt = end;
      isAfterBlank = isBlank;
    },
    isAfterBlank: () => isAfterBlank,
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
      isAfterBlank = false;
    },
  };
}
