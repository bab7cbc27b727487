import type { ImportEncoding, ImportReading } from '@tinygenesy/contract';
import type { ImportPlan } from '../../types.ts';
import { countUnreadable } from './countUnreadable.ts';
import { distinctHeaders } from './distinctHeaders.ts';
import { firstRecords } from '../records/firstRecords.ts';
import { guessDelimiter } from './guessDelimiter.ts';
import { guessEncoding } from './guessEncoding.ts';
import { guessHeader } from './guessHeader.ts';
import { type LookedAt, noticesOf } from './noticesOf.ts';
import { type Refusal, refusalOfBytes, refusalOfText } from './refusal.ts';
import { createTextDecoder } from '../records/textDecoder.ts';

/** How a file is read, without what its columns mean. */
export type FileReading = Omit<ImportReading, 'columns' | 'suggestedMapping'> & {
  /** What the file calls its columns; empty where it does not. */
  originalHeaders: string[];
};

export interface InspectOptions {
  /** The head is the whole file. */
  isWhole: boolean;
  /** Of the whole file. */
  sizeBytes: number;
  /**
   * A later piece of the file that is not plain ASCII, null when there is none (`createLaterBytes`): its encoding is guessed
   * by it, where the head does not tell.
   */
  later?: Uint8Array | null;
  /** What the encoding was guessed to be before, by more of the file: it is not guessed again. */
  known?: Pick<ImportReading, 'encoding' | 'encodingConfidence'>;
  /** What a person has decided. */
  choice: Partial<Pick<ImportPlan, 'encoding' | 'delimiter' | 'hasHeader'>>;
}

const looked = 50;
const most = { sampleRows: 20, columns: 1_000, cellCharacters: 1_000 };

/**
 * Looks at the beginning of a file: what it is, how it is to be read, and what its first rows are.
 * @param head its first bytes, some hundred KiB of them
 * @returns what is no CSV file is refused, with what to do instead
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
  // Judged by the likeliest encoding: a wrong choice makes odd characters of any file.
  const likely = encoding === guessed.encoding ? text : decode(head, guessed.encoding, isWhole).text;
  const refusedText = refusalOfText(likely);
  if (refusedText) return { refused: refusedText };

  const sure = <Value>(value: Value) => ({ value, confidence: 1 });
  const delimiter = choice.delimiter === undefined ? guessDelimiter(text, isWhole) : sure(choice.delimiter);
  const records = firstRecords(text, delimiter.value, isWhole);
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

function decode(head: Uint8Array, encoding: ImportEncoding, isWhole: boolean): { text: string; nulCount: number } {
  const decoder = createTextDecoder(encoding);
  const text = decoder.decode(head) + (isWhole ? decoder.end() : '');
  return { text, nulCount: decoder.nulCount() };
}

/**
 * One name for each column, empty where there is none. Columns at the end with neither name nor value are no columns; where
 * most rows go on behind the header's last name, those are.
 */
function originalsOf(header: readonly string[] | null, sample: readonly (readonly string[])[]): string[] {
  const widths = sample.map(widthOf);
  const widest = Math.max(0, ...widths);
  const named = header === null ? 0 : widthOf(header);
  const sought = header === null ? median(sample.map(({ length }) => length)) : Math.max(header.length, median(widths));
  const width = Math.min(most.columns, Math.max(1, named, Math.min(widest, sought)));
  return Array.from({ length: width }, (_, column) => header?.[column] ?? '');
}

/** Up to the last cell that is not blank. */
const widthOf = (cells: readonly string[]) => cells.findLastIndex((cell) => cell.trim() !== '') + 1;
const median = (numbers: readonly number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
