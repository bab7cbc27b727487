import type { ImportEncoding, ImportReading } from '@tinygenesy/contract';
import type { ImportPlan, LineRecord } from '../../types.ts';
import { countUnreadable } from './countUnreadable.ts';
import { distinctHeaders } from './distinctHeaders.ts';
import { firstRecords } from '../records/firstRecords.ts';
import { guessDelimiter } from './guessDelimiter.ts';
import { guessEncoding } from './guessEncoding.ts';
import { guessHeader } from './guessHeader.ts';
import { type LookedAt, noticesOf } from './noticesOf.ts';
import { type Refusal, refusalOfBytes, refusalOfText } from './refusal.ts';
import { createTextDecoder } from '../records/textDecoder.ts';

/** How a file is read, without the mapping of its columns. */
export type FileReading = Omit<ImportReading, 'columns' | 'suggestedMapping'> & {
  /** The headers as in the file; empty where there is none. */
  originalHeaders: string[];
};

export interface InspectOptions {
  /** Whether the head is the whole file. */
  isWhole: boolean;
  /** The size of the whole file. */
  sizeBytes: number;
  /**
   * A later piece of the file that is not plain ASCII (`createLaterBytes`); null: there is none. The encoding is
   * guessed from it if the head is plain ASCII.
   */
  later?: Uint8Array | null;
  /** The encoding that was guessed before from more of the file; it is not guessed again. */
  known?: Pick<ImportReading, 'encoding' | 'encodingConfidence'>;
  /** The choices of a person. */
  choice: Partial<Pick<ImportPlan, 'encoding' | 'delimiter' | 'hasHeader' | 'startLine'>>;
}

const looked = 50;
const most = { sampleRows: 20, columns: 1_000, cellCharacters: 1_000 };
const mostOfFirstLines = { rows: 15, columns: 100, cellCharacters: 200 };

/**
 * Inspects the beginning of a file: its kind, encoding, delimiter, header and first rows.
 * @param head the first bytes, some hundred KiB
 * @returns the reading, or why the file is refused and the next step
 */
export function inspectFile(
  head: Uint8Array,
  { isWhole, sizeBytes, later, known, choice }: InspectOptions,
): FileReading | { refused: Refusal } {
  const refusedBytes = refusalOfBytes(head);
  if (refusedBytes) return { refused: refusedBytes };
  const guessed = known
    ? { encoding: known.encoding, confidence: known.encodingConfidence, foreign: null }
    : guessEncoding(head, isWhole, later);
  const encoding = choice.encoding ?? guessed.encoding;
  const { text, nulCount } = decode(head, encoding, isWhole);
  // The kind of file is recognized in the likeliest encoding: a wrong choice garbles any file.
  const likely = encoding === guessed.encoding ? text : decode(head, guessed.encoding, isWhole).text;
  const refusedText = refusalOfText(likely);
  if (refusedText) return { refused: refusedText };

  const sure = <Value>(value: Value) => ({ value, confidence: 1 });
  const delimiter = choice.delimiter === undefined ? guessDelimiter(text, isWhole) : sure(choice.delimiter);
  const allRecords = firstRecords(text, delimiter.value, isWhole);
  const records = recordsFrom(allRecords, choice.startLine);
  const rows = records.filter(({ fault }, index) => index === 0 || fault === null).map(({ cells }) => cells);
  const header = choice.hasHeader === undefined ? guessHeader(rows.slice(0, looked)) : sure(choice.hasHeader);
  const hasHeader = header.value;
  const sample = rows.slice(hasHeader ? 1 : 0).slice(0, most.sampleRows);
  const originalHeaders = originalsOf(hasHeader ? (rows[0] ?? []) : null, sample);
  const recordCount = isWhole ? records.length : (records.length / head.length) * sizeBytes;
  const reading = {
    encoding,
    encodingConfidence: choice.encoding === undefined ? guessed.confidence : 1,
    delimiter: delimiter.value,
    delimiterConfidence: delimiter.confidence,
    hasHeader,
    headerConfidence: header.confidence,
    startLine: records[0]?.line ?? 1,
    firstLines: firstLinesOf(allRecords),
    headers: distinctHeaders(originalHeaders),
    originalHeaders,
    rowCountEstimate: Math.max(0, Math.round(recordCount) - (hasHeader ? 1 : 0)),
    sample: sample.map((cells) =>
      originalHeaders.map((_, column) => (cells[column] ?? '').slice(0, most.cellCharacters)),
    ),
  };
  const unreadableCount = countUnreadable(head, text, encoding);
  const lookedAt: LookedAt = { text, unreadableCount, nulCount, records, foreign: guessed.foreign, isWhole, choice };
  return { ...reading, notices: noticesOf(reading, lookedAt) };
}

/** Returns the records from a line on; all of them if the line is undefined or beyond the last one. */
function recordsFrom(records: LineRecord[], startLine: number | undefined): LineRecord[] {
  const first = startLine === undefined ? -1 : records.findIndex(({ line }) => line >= startLine);
  return first === -1 ? records : records.slice(first);
}

function firstLinesOf(records: readonly LineRecord[]): ImportReading['firstLines'] {
  const { rows, columns, cellCharacters } = mostOfFirstLines;
  return records.slice(0, rows).map(({ line, cells }) => ({
    line,
    cells: cells.slice(0, columns).map((cell) => cell.slice(0, cellCharacters)),
  }));
}

function decode(head: Uint8Array, encoding: ImportEncoding, isWhole: boolean): { text: string; nulCount: number } {
  const decoder = createTextDecoder(encoding);
  const text = decoder.decode(head) + (isWhole ? decoder.end() : '');
  return { text, nulCount: decoder.nulCount() };
}

/**
 * Returns the name of each column, empty where there is none. Trailing columns without name and value don't count.
 * Cells beyond the header count as columns if most rows have them.
 */
function originalsOf(header: readonly string[] | null, sample: readonly (readonly string[])[]): string[] {
  const widths = sample.map(widthOf);
  const widest = Math.max(0, ...widths);
  const named = header === null ? 0 : widthOf(header);
  const sought = header === null ? median(sample.map(({ length }) => length)) : Math.max(header.length, median(widths));
  const width = Math.min(most.columns, Math.max(1, named, Math.min(widest, sought)));
  return Array.from({ length: width }, (_, column) => header?.[column] ?? '');
}

/** Returns the number of cells up to the last one that is not blank. */
const widthOf = (cells: readonly string[]) => cells.findLastIndex((cell) => cell.trim() !== '') + 1;
const median = (numbers: readonly number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
