import type { ImportDialect } from '@tinygenesy/contract';
import { CsvError, Parser } from 'csv-parse';

export interface CsvParser {
  /** Parses the next piece of a file. @returns false when `onRow` stopped the parser or the next row can't be read; don't use it any more */
  write(bytes: Buffer): boolean;
  /**
   * Ends the file.
   * @returns false when `onRow` stopped the parser, or the file ends within quotes (row not reported)
   */
  end(): boolean;
}

/** Errors of one row: the quotation mark is not closed, or text follows the closing one (only in the dialect `padded`). */
const faultsOfRows: readonly string[] = ['CSV_QUOTE_NOT_CLOSED', 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE'];

/**
 * Wraps csv-parse without its stream: all rows of a piece are reported before `write` returns. Cells are unchanged,
 * blank lines are skipped, and quotes inside unquoted cells are part of the text.
 * @param dialect `padded`: blanks around cells and their quotes are no part of them
 * @param onRow receives a row's cells and its end, in bytes given to this parser; false stops the parser there
 */
export function createCsvParser(
  delimiter: string,
  dialect: ImportDialect,
  onRow: (cells: string[], end: number) => boolean,
): CsvParser {
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: dialect === 'padded',
  });
  // Thrown through csv-parse, because nothing else stops it within a piece.
  const stop = new Error('stopped');
  parser.push = (cells: string[] | null) => {
    if (cells === null) return true;
    // Otherwise csv-parse creates an error object for each row of another length, which is slow.
    Object.assign(parser.info, { records: 0 });
    if (!onRow(cells, parser.info.bytes)) throw stop;
    return true;
  };

  function parse(step: (told: (error?: Error | null) => void) => void): boolean {
    let fault: Error | null | undefined;
    try {
      step((error) => (fault = error));
    } catch (error) {
      if (error !== stop) throw error;
      return false;
    }
    if (fault && !(fault instanceof CsvError && faultsOfRows.includes(fault.code))) throw fault;
    return !fault;
  }

  return {
    write: (bytes) => parse((told) => parser._transform(bytes, 'utf8', told)),
    end: () => parse((told) => parser._flush(told)),
  };
}
