import { CsvError, Parser } from 'csv-parse';

export interface CsvParser {
  /** Takes the next piece of a file. @returns false when it was stopped: it is of no use any more */
  write(bytes: Buffer): boolean;
  /** The file is at its end. @returns false when it was stopped, or ends within quotes: that row was not told */
  end(): boolean;
}

/**
 * csv-parse without the stream around it: the rows of a piece have been told when `write` returns. Cells are as in the
 * file, blank lines are left out, quotes at odd places are taken as they stand.
 * @param onRow gets a row's cells and where it ends, in bytes given to this parser; false stops it there
 */
export function createCsvParser(delimiter: string, onRow: (cells: string[], end: number) => boolean): CsvParser {
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // Thrown through csv-parse: nothing else stops it within a piece.
  const stop = new Error('stopped');
  parser.push = (cells: string[] | null) => {
    if (cells === null) return true;
    // Else each row of another length than the first costs an error object, which is slow.
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
    if (fault && !(fault instanceof CsvError && fault.code === 'CSV_QUOTE_NOT_CLOSED')) throw fault;
    return !fault;
  }

  return {
    write: (bytes) => parse((told) => parser._transform(bytes, 'utf8', told)),
    end: () => parse((told) => parser._flush(told)),
  };
}
