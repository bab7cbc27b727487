import type { ImportDialect } from '@tinygenesy/contract';
import type { LineRecord } from '../../types.ts';
import { createEscapeMarker, unescapeCell, writtenEscapes } from './backslashEscapes.ts';
import { createCsvParser } from './csvParser.ts';
import { contentLength, countLineBreaks, hasLineBreak, indexOfLineBreak } from './lineBreaks.ts';
import { isRule } from './isRule.ts';
import { createLineSkipper } from './lineSkipper.ts';
import { tooLong, tooManyFaults, unclosedQuote } from './rowFaults.ts';
import { createRowText } from './rowText.ts';

export interface RecordReader {
  write(text: string): void;
  end(): void;
  /** Returns the rows that were completed since the last call. */
  take(): LineRecord[];
  /** Returns whether too many rows were unreadable, so that the rest of the file is ignored. */
  gaveUp(): boolean;
}

const longestRow = 1024 * 1024;
/** The number of unreadable rows after which reading stops. */
const maxFaults = 10_000;
const pieceBytes = 64 * 1024;
// csv-parse looks ahead: this many of the bytes that it was given may follow a row that it has not returned yet.
const lookAheadBytes = 8;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Reads the rows of a CSV text, with the lines they begin in. Blank lines, rows of blank cells and drawn lines are left
 * out but counted. A row that can't be read becomes a fault of its first line, and reading continues with the next line. Holds
 * at most one row in memory.
 * @param maxRecordBytes the longest row, in bytes of UTF-8 without its line end
 */
export function createRecordReader(
  delimiter: string,
  dialect: ImportDialect = 'standard',
  maxRecordBytes = longestRow,
): RecordReader {
  const reader = createPlainReader(delimiter, dialect, maxRecordBytes);
  if (dialect !== 'backslash') return reader;
  const marker = createEscapeMarker();
  return {
    ...reader,
    write: (piece) => reader.write(marker.mark(piece)),
    end() {
      reader.write(marker.end());
      reader.end();
    },
    take: () =>
      reader.take().map((record) => ({
        ...record,
        cells: record.cells.map(record.fault === null ? unescapeCell : writtenEscapes),
      })),
  };
}

function createPlainReader(delimiter: string, dialect: ImportDialect, maxRecordBytes: number): RecordReader {
  let parser = createCsvParser(delimiter, dialect, onRow);
  const text = createRowText(dialect === 'padded' ? (delimiter === '\t' ? ' ' : ' \t') : '');
  const skipper = createLineSkipper();
  let records: LineRecord[] = [];
  let faults = 0;
  let gaveUp = false;

  /** @returns false when the row can't be read */
  function onRow(cells: string[], end: number): boolean {
    text.skipBlankLines(end);
    const row = text.rowUpTo(end);
    const isMultiLine = cells.some(hasLineBreak);
    if (row.length > maxRecordBytes && contentLength(row) > maxRecordBytes) return false;
    if (isMultiLine && cells.some((cell) => isTorn(cell, row))) return false;
    const isBlank = !cells.some(hasText) || isRule(cells);
    if (!isBlank) records.push({ line: text.line(), cells, fault: null, isAfterBlank: text.isAfterBlank() });
    text.advance(end, isMultiLine ? countLineBreaks(row, 0, row.length) : 1, isBlank);
    return true;
  }

  function read(bytes: Buffer, isEnd: boolean): void {
    text.append(bytes);
    let unread = bytes;
    while (!gaveUp && !parse(unread, isEnd)) {
      unread = skipper.dropLine(addFault());
      text.restart(unread);
      parser = createCsvParser(delimiter, dialect, onRow);
    }
  }

  /** @returns false when the next row can't be read */
  function parse(bytes: Buffer, isEnd: boolean): boolean {
    if (!parser.write(bytes)) return false;
    if (!isEnd || parser.end()) return text.dropRows(maxRecordBytes + lookAheadBytes);
    text.skipBlankLines(Infinity);
    return false;
  }

  /** Adds the first line of the next row as a fault. @returns the text from that line on */
  function addFault(): Buffer {
    const rest = text.rest();
    const lineEnd = indexOfLineBreak(rest);
    const content = lineEnd === -1 ? rest : rest.subarray(0, lineEnd);
    faults += 1;
    gaveUp = faults > maxFaults;
    const isLong = content.length > maxRecordBytes;
    if (gaveUp) records.push(tooManyFaults(text.line(), content, maxFaults));
    else records.push(isLong ? tooLong(text.line(), content) : unclosedQuote(text.line(), content, delimiter));
    return rest;
  }

  return {
    write(piece) {
      const bytes = Buffer.from(piece);
      for (let at = 0; at < bytes.length && !gaveUp; at += pieceBytes) {
        const wanted = skipper.afterDropped(bytes.subarray(at, at + pieceBytes));
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

/** The end of a file in DOS. */
const endOfFile = '\x1a';
const hasText = (cell: string): boolean => cell !== '' && cell.trim() !== '' && cell !== endOfFile;

/**
 * Returns whether a cell of several lines only looks quoted: its opening quotation mark is never closed. Then the next
 * mark precedes other text, so csv-parse kept both marks as part of the cell.
 */
const isTorn = (cell: string, row: Buffer): boolean =>
  cell.startsWith('"') && hasLineBreak(cell) && !row.includes(`"${cell.replaceAll('"', '""')}"`);
