import { CsvError, parse } from 'csv-parse/sync';
import { EnrichError } from './enrichError.ts';
import { leadColumnsOf } from './leadColumns.ts';

/** A CSV file, with what is needed to write it again as its owner's programs had it. */
export interface Table {
  header: string[];
  /** All lines but the header and empty ones; cells as they were. */
  rows: string[][];
  delimiter: string;
  lineEnd: '\n' | '\r\n';
  /** Whether the result needs a byte order mark for Excel to show its letters right. */
  bom: boolean;
  /** The first line is `sep=…`, which tells Excel the delimiter. */
  sepLine: boolean;
}

const delimiters = [',', ';', '\t', '|'] as const;
const guessedFrom = 10;

/**
 * Reads the bytes of a CSV file: UTF-8, UTF-16 with its mark, or else Windows-1252; delimiter comma, semicolon, tab or bar.
 * @throws EnrichError when it is no CSV file, or none of its columns is recognised
 */
export function readTable(bytes: Uint8Array): Table {
  refuseOtherFormats(bytes);
  const { text: whole, bom } = decode(bytes);
  if (whole.includes('\0')) throw new EnrichError('This is not a text file. Save the table as CSV and try again.');
  if (/^\s*<(?:!doctype|html|\?xml|table)/iu.test(whole)) {
    throw new EnrichError('This is a web page or XML, not CSV. Save the table as CSV and try again.');
  }
  const sep = /^sep=(.)(?:\r\n|\n|\r)/iu.exec(whole);
  const text = sep === null ? whole : whole.slice(sep[0].length);
  if (text.trim() === '') throw new EnrichError('The file is empty.');

  const delimiter = sep?.[1] ?? guessDelimiter(text);
  const [header, ...rows] = parseRecords(text, delimiter);
  if (header === undefined || Object.keys(leadColumnsOf(header)).length === 0) {
    throw new EnrichError(
      `No column of the file is recognised. Its first line must name the columns, such as "email" or "first name"; it reads: ${shown(header ?? [])}`,
    );
  }
  return { header, rows, delimiter, lineEnd: text.includes('\r\n') ? '\r\n' : '\n', bom, sepLine: sep !== null };
}

function refuseOtherFormats(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const asCsv = 'Save the table as CSV and try again.';
  if (head.startsWith('PK\x03\x04'))
    throw new EnrichError(`This is an Excel workbook or a zip file, not CSV. ${asCsv}`);
  if (head.startsWith('\xd0\xcf\x11\xe0')) throw new EnrichError(`This is an old Excel workbook, not CSV. ${asCsv}`);
  if (head.startsWith('\x1f\x8b')) throw new EnrichError('This is a gzip file. Unpack it and try again.');
  if (head.startsWith('%PDF')) throw new EnrichError(`This is a PDF file, not CSV. ${asCsv}`);
}

function decode(bytes: Uint8Array): { text: string; bom: boolean } {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), bom: true };
  if (a === 0xfe && b === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), bom: true };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, bom: a === 0xef && b === 0xbb && c === 0xbf };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), bom: true };
  }
}

/** The delimiter by which most columns are recognised, then by which the first lines have most equal counts of cells. */
function guessDelimiter(text: string): string {
  const scored = delimiters.map((delimiter) => {
    const [header = [], ...rows] = firstRecords(text, delimiter);
    const columns = Object.values(leadColumnsOf(header)).flat().length;
    const alike = rows.filter(({ length }) => length === header.length).length;
    return { delimiter, score: [columns, header.length > 1 ? alike : 0] as const };
  });
  scored.sort(({ score: a }, { score: b }) => b[0] - a[0] || b[1] - a[1]);
  return scored[0]?.delimiter ?? ',';
}

function firstRecords(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { ...parsing, delimiter, to: guessedFrom });
  } catch {
    return [];
  }
}

const parsing = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

function parseRecords(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { ...parsing, delimiter });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const why = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quotation mark is never closed' : error.message;
    throw new EnrichError(`The file can't be read as CSV: ${why}. Nothing was imported or spent.`, { cause: error });
  }
}

const shown = (header: readonly string[]): string => {
  const text = header.join(' | ');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
