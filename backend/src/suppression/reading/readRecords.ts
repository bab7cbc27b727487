import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { AppError } from '../../platform/errors.ts';

export interface ListRecord {
  /** The line in which the record ends, from 1. */
  line: number;
  cells: string[];
}

const mostRecordBytes = 100_000;

/**
 * Splits a list into records: a value per line, values separated by comma, semicolon, tab or bar, or CSV.
 * @throws AppError not_csv, invalid
 */
export async function* readRecords(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ListRecord> {
  const parser = parse({
    delimiter: [',', ';', '\t', '|'],
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
    info: true,
    max_record_size: mostRecordBytes,
  });
  const source = Readable.from(decoded(pieces));
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const records: AsyncIterable<{ record: string[]; info: { lines: number } }> = parser;
  try {
    for await (const { record, info } of records) yield { line: info.lines, cells: record };
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  } finally {
    source.destroy();
  }
}

function unreadable({ code, lines }: CsvError & { lines?: number }): AppError {
  const why =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quotation mark is opened and never closed, up to line ${lines ?? 1}.`
      : `Line ${lines ?? 1} can't be read.`;
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
