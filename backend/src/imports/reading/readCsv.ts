import type { ImportColumn, ImportDelimiter, ImportEncoding } from '@tinygenesy/contract';
import { headBytes } from '../file/importChunks.ts';
import { suggestColumns } from '../mapping/suggestColumns.ts';
import { evidenceOf } from './inspect/encodings/guessEncoding.ts';
import { inspectFile } from './inspect/inspectFile.ts';
import { readRecords } from './records/readRecords.ts';
import type { Refusal } from './inspect/refusal.ts';
import { createTextDecoder } from './records/textDecoder.ts';

/** A whole CSV file as an import reads it. */
export interface CsvFile {
  encoding: ImportEncoding;
  delimiter: ImportDelimiter;
  hasHeader: boolean;
  columns: ImportColumn[];
  /** All records, a header included. The cells are unchanged. */
  records: string[][];
  /** The decoded beginning of the file. */
  headText: string;
}

/** Reads a CSV file with the same parser as an import, so that a command's rows are the import's rows. */
export async function readCsv(bytes: Uint8Array): Promise<CsvFile | { refused: Pick<Refusal, 'text'> }> {
  const head = bytes.subarray(0, headBytes);
  const found = inspectFile(head, {
    isWhole: head.length === bytes.length,
    sizeBytes: bytes.length,
    evidence: evidenceOf(bytes),
    choice: {},
  });
  if ('refused' in found) return found;
  const { encoding, strayEncoding, delimiter, dialect, hasHeader, startLine, headers } = found;
  const records: string[][] = [];
  const format = { encoding, strayEncoding, delimiter, dialect, hasHeader: false, startLine, columns: headers };
  for await (const batch of readRecords(onePiece(bytes), format)) {
    for (const { cells, fault } of batch) {
      // The parser reads nothing after this record, so the result would be incomplete.
      if (fault?.code === 'unreadable') return { refused: fault };
      records.push(cells);
    }
  }
  return {
    encoding,
    delimiter,
    hasHeader,
    columns: suggestColumns(found.originalHeaders, found.headers, found.sample, hasHeader),
    records,
    headText: createTextDecoder(encoding).decode(head),
  };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
