import { CsvError, Parser } from 'csv-parse';
import { AppError } from '../../platform/errors.ts';

export interface ListRecord {
  /** The line in which the record ends, from 1. */
  line: number;
  cells: string[];
}

const mostRecordBytes = 100_000;

/**
 * Splits a list into records: a value per line, values separated by comma, semicolon, tab or bar, or CSV. Works without
 * the parser's stream, which takes longer than everything else.
 * @throws AppError not_csv, invalid
 */
export async function* readRecords(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ListRecord> {
  const parser = new Parser({
    delimiter: [',', ';', '\t', '|'],
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
    max_record_size: mostRecordBytes,
  });
  let records: ListRecord[] = [];
  parser.push = (cells: string[] | null) => {
    if (cells !== null) records.push({ line: parser.info.lines, cells });
    return true;
  };
  const run = (step: (told: (error?: Error | null) => void) => void): ListRecord[] => {
    records = [];
    let fault: Error | null | undefined;
    step((error) => (fault = error));
    if (fault) throw fault instanceof CsvError ? unreadable(fault, parser.info.lines) : fault;
    return records;
  };
  for await (const text of decoded(pieces)) yield* run((told) => parser._transform(Buffer.from(text), 'utf8', told));
  yield* run((told) => parser._flush(told));
}

function unreadable({ code }: CsvError, line: number): AppError {
  const why =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quotation mark is opened and never closed, up to line ${line}.`
      : `Line ${line} can't be read.`;
  return new AppError('invalid', `${why} Nothing was added. Correct the file and send it again.`);
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. */
async function* decoded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece));
    const text = decoder.decode(piece, { stream: true });
    if (text.includes('\0')) throw notText();
    yield text;
  }
  yield decoder?.decode() ?? '';
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0x50 && second === 0x4b) throw notText();
  return first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

const notText = (): AppError =>
  new AppError('not_csv', 'This file is no text. Save it as CSV or as text, and send it again. Nothing was added.');
