import type { FileRecord } from '../types.ts';
import { createCsvParser } from './csvParser.ts';

/** A row with the line it begins in, not yet numbered. */
export type LineRecord = Omit<FileRecord, 'row'>;

export interface RecordReader {
  write(text: string): void;
  end(): void;
  /** The rows that were completed since the last call. */
  take(): LineRecord[];
  /** Too much of the file is broken: the rest is not looked at. */
  gaveUp(): boolean;
}

const longestRow = 1024 * 1024;
/** With more broken rows than this a file is not worth reading on. */
const maxFaults = 10_000;
const pieceBytes = 64 * 1024;
// csv-parse looks ahead a little: so much of what it was given may lie behind a row that it did not tell yet.
const lookAheadBytes = 8;
const shownCharacters = 200;
const lf = 0x0a;
const cr = 0x0d;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Rows of a CSV text, with the lines they begin in. Blank lines are left out but counted. A row that can't be read is told
 * by a fault, for its first line alone, and reading goes on with the next line. Holds at most one row in memory.
 * @param maxRecordBytes the longest row, in bytes of UTF-8 without its line end
 */
export function createRecordReader(delimiter: string, maxRecordBytes = longestRow): RecordReader {
  let parser = createCsvParser(delimiter, onRow);
  // What begins with the row that is not complete, up to what the parser was given.
  let text = nothing;
  let textAt = 0;
  let rowAt = 0;
  let line = 1;
  let records: LineRecord[] = [];
  let faults = 0;
  let gaveUp = false;
  // The rest of a line that was told as too long, or the second half of a line end.
  let skipping: 'line' | 'lf' | null = null;

  /** @returns false when the row is broken: its first line begins at `rowAt` */
  function onRow(cells: string[], end: number): boolean {
    skipBlankLines(end);
    const isMultiLine = cells.some(hasLineBreak);
    if (end - rowAt > maxRecordBytes && contentBytes(text, rowAt - textAt, end - textAt) > maxRecordBytes) return false;
    if (isMultiLine && cells.some((cell) => isTorn(cell, text.subarray(rowAt - textAt, end - textAt)))) return false;
    if (cells.length > 1 || cells[0]?.trim() !== '') records.push({ line, cells, fault: null });
    line += isMultiLine ? lineBreaks(text, rowAt - textAt, end - textAt) : 1;
    rowAt = end;
    return true;
  }

  /** The parser leaves out blank lines without a word: they lie before the row. */
  function skipBlankLines(end: number): void {
    const from = rowAt - textAt;
    let at = from;
    while (at < end - textAt && isLineBreak(text[at])) at += 1;
    if (at === from) return;
    line += lineBreaks(text, from, at);
    rowAt = textAt + at;
  }

  function read(bytes: Buffer, isEnd: boolean): void {
    text = text.length === 0 ? bytes : Buffer.concat([text, bytes]);
    let unread = bytes;
    while (!gaveUp && !readOn(unread, isEnd)) {
      tellFault();
      parser = createCsvParser(delimiter, onRow);
      unread = text;
      textAt = 0;
      rowAt = 0;
    }
  }

  /** @returns false when the row at `rowAt` is broken */
  function readOn(bytes: Buffer, isEnd: boolean): boolean {
    if (!parser.write(bytes)) return false;
    const given = textAt + text.length;
    if (isEnd && !parser.end()) {
      skipBlankLines(given);
      return false;
    }
    // A CR at the end may be half of a line end.
    skipBlankLines(text.at(-1) === cr ? given - 1 : given);
    text = text.subarray(rowAt - textAt);
    textAt = rowAt;
    return text.length <= maxRecordBytes + lookAheadBytes;
  }

  /** Tells the first line of what was not understood as a fault, and leaves in `text` what is behind it. */
  function tellFault(): void {
    const row = text.subarray(rowAt - textAt);
    const lineEnd = indexOfLineBreak(row);
    const rowLine = lineEnd === -1 ? row : row.subarray(0, lineEnd);
    faults += 1;
    if (faults > maxFaults) {
      const text = `More than ${maxFaults.toLocaleString('en')} rows are broken: nothing is read from line ${line} on.`;
      records.push({ line, cells: [shown(rowLine)], fault: { code: 'unreadable', text } });
      gaveUp = true;
      return;
    }
    records.push(rowLine.length > maxRecordBytes ? tooLong(rowLine) : unclosed(rowLine));
    line += 1;
    if (lineEnd === -1) {
      skipping = 'line';
      text = nothing;
    } else {
      if (row[lineEnd] === cr) skipping = 'lf';
      text = skip(row.subarray(lineEnd + 1));
    }
  }

  function skip(bytes: Buffer): Buffer {
    let rest = bytes;
    if (skipping === 'line') {
      const lineEnd = indexOfLineBreak(bytes);
      if (lineEnd === -1) return nothing;
      skipping = bytes[lineEnd] === cr ? 'lf' : null;
      rest = bytes.subarray(lineEnd + 1);
    }
    if (skipping === 'lf' && rest.length > 0) {
      skipping = null;
      if (rest[0] === lf) rest = rest.subarray(1);
    }
    return rest;
  }

  const tooLong = (rowLine: Buffer): LineRecord => ({
    line,
    cells: [shown(rowLine)],
    fault: { code: 'row_too_long', text: `Line ${line} is longer than 1 MB, which no row of a table is.` },
  });

  const unclosed = (rowLine: Buffer): LineRecord => ({
    line,
    // Nothing is taken as a quote here, so that it can be written again as it was.
    cells: rowLine.toString().split(delimiter),
    fault: {
      code: 'unclosed_quote',
      text: `A quotation mark that opens a cell in line ${line} is never closed: add the closing one, or remove it.`,
    },
  });

  return {
    write(piece) {
      const bytes = Buffer.from(piece);
      for (let at = 0; at < bytes.length && !gaveUp; at += pieceBytes) {
        const wanted = skip(bytes.subarray(at, at + pieceBytes));
        if (wanted.length > 0) read(wanted, false);
      }
    },
    end() {
      if (!gaveUp) read(nothing, true);
    },
    take() {
      const taken = records;
      records = [];
      return taken;
    },
    gaveUp: () => gaveUp,
  };
}

const isLineBreak = (byte: number | undefined) => byte === lf || byte === cr;

function indexOfLineBreak(bytes: Buffer): number {
  const atLf = bytes.indexOf(lf);
  const atCr = (atLf === -1 ? bytes : bytes.subarray(0, atLf)).indexOf(cr);
  return atCr === -1 ? atLf : atCr;
}

const hasLineBreak = (cell: string) => cell.includes('\n') || cell.includes('\r');

/** A CR, an LF and a CR with an LF are one each. */
function lineBreaks(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === cr || (bytes[at] === lf && (at === from || bytes[at - 1] !== cr))) count += 1;
  }
  return count;
}

function contentBytes(bytes: Buffer, from: number, to: number): number {
  let end = to;
  if (end > from && bytes[end - 1] === lf) end -= 1;
  if (end > from && bytes[end - 1] === cr) end -= 1;
  return end - from;
}

/**
 * Whether a cell that was read over several lines is in truth an opening quote that was never closed: what closed it stands
 * right before other text, so csv-parse took the quotes as part of the cell.
 */
const isTorn = (cell: string, row: Buffer): boolean =>
  cell.startsWith('"') && hasLineBreak(cell) && !row.includes(`"${cell.replaceAll('"', '""')}"`);

const shown = (bytes: Buffer): string => {
  const text = bytes.subarray(0, shownCharacters * 4).toString();
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
};
