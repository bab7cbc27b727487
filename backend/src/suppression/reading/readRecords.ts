import { CsvError, Parser } from 'csv-parse';
import { AppError } from '../../platform/errors.ts';
import { columnKinds } from './columnKinds.ts';

export interface ListRecord {
  /** The line in which the record ends, from 1. */
  line: number;
  cells: string[];
}

const mostRecordBytes = 100_000;

const delimiters = [',', ';', '\t', '|'];
/** The beginning of a list in which its first line is sought. */
const mostOfFirstLine = 16 * 1024;

/**
 * Splits a list into records: a value per line, values separated by comma, semicolon, tab or bar, or CSV. A header has only
 * one of these between its names, which then is the only one. Works without the parser's stream, which takes longer than
 * everything else.
 * @throws AppError not_csv, invalid
 */
export async function* readRecords(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ListRecord> {
  let records: ListRecord[] = [];
  let parser: Parser | null = null;
  const begun = (text: string): Parser => {
    const created = new Parser({
      delimiter: delimitersOf(firstLine.exec(text)?.[1] ?? ''),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: mostRecordBytes,
    });
    created.push = (cells: string[] | null) => {
      if (cells !== null) records.push({ line: created.info.lines, cells });
      return true;
    };
    return created;
  };
  const run = (step: (told: (error?: Error | null) => void) => void): ListRecord[] => {
    records = [];
    let fault: Error | null | undefined;
    step((error) => (fault = error));
    if (fault) throw fault instanceof CsvError ? unreadable(fault, parser?.info.lines ?? 1) : fault;
    return records;
  };
  const parse = (used: Parser, text: string): ListRecord[] =>
    run((told) => used._transform(Buffer.from(text), 'utf8', told));
  let head = '';
  for await (const text of decoded(pieces)) {
    if (parser !== null) yield* parse(parser, text);
    else if (firstLine.test((head += text)) || head.length > mostOfFirstLine) {
      parser = begun(head);
      yield* parse(parser, head.replace(namedDelimiter, ''));
    }
  }
  const used = parser ?? begun(head);
  if (parser === null) yield* parse(used, head.replace(namedDelimiter, ''));
  yield* run((told) => used._flush(told));
}

/** The first line with text, complete. */
const firstLine = /^\s*(\S[^\r\n]*)[\r\n]/u;
/** A first line for Excel: `sep=;`. */
const namedDelimiter = /^"?sep=(.)"?(?=[\r\n])/iu;

/** Returns the delimiters of a list with this first line: the one of its header, or all. */
function delimitersOf(line: string): string[] {
  const named = /^"?sep=(.)"?$/iu.exec(line)?.[1];
  if (named !== undefined && delimiters.includes(named)) return [named];
  const used = delimiters.filter((delimiter) => line.includes(delimiter));
  const [only] = used;
  const names = line.replaceAll('"', '').split(only ?? '\n');
  return used.length === 1 && only !== undefined && !/@.*\./u.test(line) && columnKinds(names) !== null
    ? [only]
    : delimiters;
}

function unreadable({ code }: CsvError, line: number): AppError {
  const why =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quotation mark is opened and never closed, up to line ${line}.`
      : `Line ${line} can’t be read.`;
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
