import { readCsv } from '@tinygenesy/backend/readCsv';
import type { ImportDelimiter, ImportEncoding } from '@tinygenesy/contract';
import { EnrichError } from './enrichError.ts';

/** A CSV file as an import reads it, with what the command needs to write it back in the same format. */
export interface Table {
  header: string[];
  /** All rows below the header in the import's order, with unchanged cells. Includes rows that can't be imported. */
  rows: string[][];
  encoding: ImportEncoding;
  delimiter: ImportDelimiter;
  lineEnd: '\n' | '\r\n';
  /** Whether the result needs a byte order mark, so that Excel shows its letters correctly. */
  bom: boolean;
  /** The first line is `sep=…`, which tells Excel the delimiter. */
  sepLine: boolean;
}

/** @throws EnrichError when the file is not CSV, or none of its columns is recognized */
export async function readTable(bytes: Uint8Array): Promise<Table> {
  const file = await readCsv(bytes);
  if ('refused' in file) throw new EnrichError(file.refused.text);
  const { encoding, delimiter, headText, columns } = file;
  const [header = [], ...rows] = file.records;
  if (!file.hasHeader || columns.every(({ suggested }) => suggested === null || suggested.startsWith('custom:'))) {
    throw new EnrichError(
      `No column of the file is recognized. The first line must name the columns, such as "email" or "first name". It reads: ${shown(header)}`,
    );
  }
  return {
    header,
    rows,
    encoding,
    delimiter,
    lineEnd: headText.includes('\r\n') ? '\r\n' : '\n',
    bom: encoding !== 'utf-8' || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf),
    sepLine: /^"?sep=/iu.test(headText),
  };
}

const shown = (header: readonly string[]): string => {
  const text = header.join(' | ');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
