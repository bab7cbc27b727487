import type { ImportEncoding, ImportReading } from '@tinygenesy/contract';
import type { ImportPlan, LineRecord } from '../../types.ts';
import { countUnreadable } from './countUnreadable.ts';
import { distinctHeaders } from './distinctHeaders.ts';
import { guessEncoding } from './encodings/guessEncoding.ts';
import type { TextEvidence } from './encodings/textEvidence.ts';
import { type LookedAt, noticesOf } from './noticesOf.ts';
import { type Refusal, refusalOfBytes, refusalOfEncoding, refusalOfText } from './refusal.ts';
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
  /** What all bytes of the file tell of its encoding and its end; null or missing: only the head is known. */
  evidence?: TextEvidence | null;
  /** The encoding that was guessed before from the whole file; it is not guessed again. */
  known?: Pick<ImportReading, 'encoding' | 'encodingConfidence' | 'strayEncoding'>;
  /** The sheet from which the bytes were written as CSV, and notices about it. */
  workbook?: Pick<ImportReading, 'sheet' | 'sheets' | 'notices'>;
  /** The choices of a person. */
  choice: Partial<Pick<ImportPlan, 'encoding' | 'delimiter' | 'dialect' | 'hasHeader' | 'startLine'>>;
}

/** How a sheet of a workbook is stored (see `createCsvRows`). */
const ofWorkbook = { encoding: 'utf-8', delimiter: ',', dialect: 'backslash' } as const;
const most = { sampleRows: 20, cellCharacters: 1_000 };
const mostOfFirstLines = { rows: 15, columns: 100, cellCharacters: 200 };

/**
 * Inspects the beginning of a file: its kind, encoding, delimiter, header and first rows.
 * @param head the first bytes, some hundred KiB
 * @returns the reading, or why the file is refused and the next step
 */
export function inspectFile(
  head: Uint8Array,
  { isWhole, sizeBytes, evidence = null, known, workbook, choice: chosen }: InspectOptions,
): FileReading | { refused: Refusal } {
  const choice = workbook === undefined ? chosen : { ...chosen, ...ofWorkbook };
  const refusedBytes = refusalOfBytes(head);
  if (refusedBytes) return { refused: refusedBytes };
  const guessed = known ? { ...known, confidence: known.encodingConfidence } : guessEncoding(head, evidence);
  if ('foreign' in guessed) return { refused: refusalOfEncoding(guessed.foreign) };
  const encoding = choice.encoding ?? guessed.encoding;
  const strayEncoding = encoding === 'utf-8' ? guessed.strayEncoding : null;
  const { text, nulCount } = decode(head, encoding, isWhole, strayEncoding);
  // The kind of file is recognized in the likeliest encoding: a wrong choice garbles any file.
  const likely = encoding === guessed.encoding ? text : decode(head, guessed.encoding, isWhole, null).text;
  const refusedText = refusalOfText(likely);
  if (refusedText) return { refused: refusedText };

  const end = isWhole || evidence === null ? null : decode(evidence.tail, encoding, true, strayEncoding).text;
  const table = tableOf({ text, isWhole, end, strayEncoding }, choice);
  const { delimiter, dialect, header, records, rows, originalHeaders, lines } = table;
  const hasHeader = header.value;
  const sample = rows.slice(0, most.sampleRows);
  const recordCount = isWhole ? records.length : (records.length / head.length) * sizeBytes;
  const reading = {
    encoding,
    sheet: workbook?.sheet ?? null,
    sheets: workbook?.sheets ?? [],
    encodingConfidence: choice.encoding === undefined ? guessed.confidence : 1,
    strayEncoding,
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
  const strayCount = evidence?.strayLines ?? null;
  const lookedAt: LookedAt = { text, unreadableCount, nulCount, strayCount, table, isWhole, choice };
  return { ...reading, notices: [...(workbook?.notices ?? []), ...noticesOf(reading, lookedAt)] };
}

function firstLinesOf(records: readonly LineRecord[]): ImportReading['firstLines'] {
  const { rows, columns, cellCharacters } = mostOfFirstLines;
  return records.slice(0, rows).map(({ line, cells }) => ({
    line,
    cells: cells.slice(0, columns).map((cell) => cell.slice(0, cellCharacters)),
  }));
}

function decode(
  head: Uint8Array,
  encoding: ImportEncoding,
  isWhole: boolean,
  strayEncoding: ImportEncoding | null,
): { text: string; nulCount: number } {
  const decoder = createTextDecoder(encoding, strayEncoding);
  const text = decoder.decode(head) + (isWhole ? decoder.end() : '');
  return { text, nulCount: decoder.nulCount() };
}
