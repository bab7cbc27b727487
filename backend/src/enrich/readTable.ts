import type { ImportDelimiter, ImportEncoding } from '@tinygenesy/contract';
import { headBytes } from '../imports/importChunks.ts';
import { suggestColumns } from '../imports/mapping/suggestColumns.ts';
import { inspectFile } from '../imports/reading/inspectFile.ts';
import { readRecords } from '../imports/reading/readRecords.ts';
import { createTextDecoder } from '../imports/reading/textDecoder.ts';
import { EnrichError } from './enrichError.ts';

/** A CSV file as an import reads it, with what is needed to write it again as its owner's programs had it. */
export interface Table {
  header: string[];
  /** All rows below the header, also those that can't be imported, in the order of the import's rows; cells as they are. */
  rows: string[][];
  encoding: ImportEncoding;
  delimiter: ImportDelimiter;
  lineEnd: '\n' | '\r\n';
  /** Whether the result needs a byte order mark for Excel to show its letters right. */
  bom: boolean;
  /** The first line is `sep=…`, which tells Excel the delimiter. */
  sepLine: boolean;
}

/** @throws EnrichError when it is no CSV file, or none of its columns is recognised */
export async function readTable(bytes: Uint8Array): Promise<Table> {
  const head = bytes.subarray(0, headBytes);
  const found = inspectFile(head, { isWhole: head.length === bytes.length, sizeBytes: bytes.length, choice: {} });
  if ('refused' in found) throw new EnrichError(found.refused.text);
  const { encoding, delimiter, hasHeader } = found;
  const [header = [], ...rows] = await recordsOf(bytes, encoding, delimiter);
  const columns = suggestColumns(found.originalHeaders, found.headers, found.sample, hasHeader);
  if (!hasHeader || columns.every(({ suggested }) => suggested === null || suggested.startsWith('custom:'))) {
    throw new EnrichError(
      `No column of the file is recognised. Its first line must name the columns, such as "email" or "first name"; it reads: ${shown(header)}`,
    );
  }
  const text = createTextDecoder(encoding).decode(head);
  return {
    header,
    rows,
    encoding,
    delimiter,
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    bom: encoding !== 'utf-8' || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf),
    sepLine: /^"?sep=/iu.test(text),
  };
}

/** The header is the first. */
async function recordsOf(bytes: Uint8Array, encoding: ImportEncoding, delimiter: ImportDelimiter): Promise<string[][]> {
  const records: string[][] = [];
  for await (const batch of readRecords(onePiece(bytes), { encoding, delimiter, hasHeader: false })) {
    for (const { cells, fault } of batch) {
      // Nothing is read behind it, so that the result would not be whole.
      if (fault?.code === 'unreadable') throw new EnrichError(fault.text);
      records.push(cells);
    }
  }
  return records;
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const shown = (header: readonly string[]): string => {
  const text = header.join(' | ');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
