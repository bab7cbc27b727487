import type { ImportDelimiter, ImportDialect, ImportEncoding } from '@tinygenesy/contract';
import type { ImportPlan, LineRecord } from '../../types.ts';
import { firstRecords } from '../records/firstRecords.ts';
import { footerOf } from '../records/footer.ts';
import { withStrays } from '../records/withStrays.ts';
import { findTable } from './findTable.ts';
import { guessDelimiter } from './guessDelimiter.ts';
import { guessDialect } from './guessDialect.ts';
import { guessHeader, type HeaderGuess } from './guessHeader.ts';

/** The table at the beginning of a text. */
export interface Table {
  delimiter: { value: ImportDelimiter; confidence: number };
  dialect: ImportDialect;
  header: HeaderGuess;
  /** The first rows of the text, with the lines above the table. */
  lines: readonly LineRecord[];
  /** The rows of the table with the header, without the footer. */
  records: readonly LineRecord[];
  /** The cells of the readable rows below the header. */
  rows: readonly (readonly string[])[];
  /** The headers as in the file; empty where there is none. */
  originalHeaders: string[];
  /** The lines above the table and the rows below it, which are not imported. */
  notes: readonly LineRecord[];
  footer: readonly LineRecord[];
}

const looked = 50;
const most = { sampleRows: 20, columns: 1_000 };

interface TextOfFile {
  /** The beginning of the file. */
  text: string;
  /** Whether it is the whole file. */
  isWhole: boolean;
  /** The end of the file, perhaps from the middle of a line; null: unknown, or a part of the beginning. */
  end: string | null;
  strayEncoding: ImportEncoding | null;
}

/**
 * Finds the table in the beginning of a file.
 * @param choice the choices of a person; the rest is guessed
 */
export function tableOf(
  { text, isWhole, end, strayEncoding }: TextOfFile,
  choice: Partial<Pick<ImportPlan, 'delimiter' | 'dialect' | 'hasHeader' | 'startLine'>>,
): Table {
  const sure = <Value>(value: Value) => ({ value, confidence: 1 });
  const delimiter = choice.delimiter === undefined ? guessDelimiter(text, isWhole) : sure(choice.delimiter);
  const dialect = choice.dialect ?? guessDialect(text, delimiter.value, isWhole);
  const recordsIn = (part: string, isAll: boolean) =>
    firstRecords(part, { delimiter: delimiter.value, dialect }, isAll).map((row) => withStrays(row, strayEncoding));
  const lines = recordsIn(text, isWhole);
  const begin = choice.startLine === undefined ? findTable(lines) : indexOfLine(lines, choice.startLine);
  const below = lines.slice(begin);
  const readable = below.filter(({ fault }, index) => index === 0 || fault === null).map(({ cells }) => cells);
  const header = choice.hasHeader === undefined ? guessHeader(readable.slice(0, looked)) : sure(choice.hasHeader);
  const first = header.value ? 1 : 0;
  const originalHeaders = originalsOf(
    header.value ? (readable[0] ?? []) : null,
    readable.slice(first, first + most.sampleRows),
  );
  const footerIn = (rows: readonly LineRecord[]) => rows.slice(footerOf(rows, originalHeaders.length));
  const footer = isWhole ? footerIn(below.slice(first)) : end === null ? [] : footerIn(recordsIn(end, true));
  const records = isWhole ? below.slice(0, below.length - footer.length) : below;
  return {
    delimiter,
    dialect,
    header,
    lines,
    records,
    rows: records.slice(first).flatMap(({ cells, fault }) => (fault === null ? [cells] : [])),
    originalHeaders,
    notes: lines.slice(0, begin),
    footer,
  };
}

/** Returns the index of the record at a line or below; 0 if the line is beyond the last one. */
const indexOfLine = (records: readonly LineRecord[], startLine: number): number =>
  Math.max(
    0,
    records.findIndex(({ line }) => line >= startLine),
  );

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
