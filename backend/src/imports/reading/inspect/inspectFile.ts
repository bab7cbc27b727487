import type { ImportEncoding, ImportReading } from '@tinygenesy/contract';
import type { ImportPlan, LineRecord } from '../../types.ts';
import { countUnreadable } from './countUnreadable.ts';
import { distinctHeaders } from './distinctHeaders.ts';
import { guessEncoding } from './guessEncoding.ts';
import { type LookedAt, noticesOf } from './noticesOf.ts';
import { type Refusal, refusalOfBytes, refusalOfText } from './refusal.ts';
import { tableOf } from './tableOf.ts';
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

const most = { sampleRows: 20, cellCharacters: 1_000 };
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

  const table = tableOf(text, isWhole, choice);
  const { delimiter, dialect, header, records, rows, originalHeaders, lines } = table;
  const hasHeader = header.value;
  const sample = rows.slice(0, most.sampleRows);
  const recordCount = isWhole ? records.length : (records.length / head.length) * sizeBytes;
  const reading = {
    encoding,
    encodingConfidence: choice.encoding === undefined ? guessed.confidence : 1,
    delimiter: delimiter.value,
    delimiterConfidence: delimiter.confidence,
    dialect,
    hasHeader,
    headerConfidence: header.confidence,
    startLine: records[0]?.line ?? 1,
    firstLines: firstLinesOf(lines),
    headers: distinctHeaders(originalHeaders),
    originalHeaders,
    rowCountEstimate: Math.max(0, Math.round(recordCount) - (hasHeader ? 1 : 0)),
    sample: sample.map((cells) =>
      originalHeaders.map((_, column) => (cells[column] ?? '').slice(0, most.cellCharacters)),
    ),
  };
  const unreadableCount = countUnreadable(head, text, encoding);
  const lookedAt: LookedAt = { text, unreadableCount, nulCount, table, foreign: guessed.foreign, isWhole, choice };
  return { ...reading, notices: noticesOf(reading, lookedAt) };
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
