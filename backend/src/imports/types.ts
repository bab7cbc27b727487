import type { ImportDelimiter, ImportEncoding, ImportFix, ImportIssue, ImportTarget } from '@tinygenesy/contract';
import type { LeadValues } from '../leads/editLead.ts';
import type { ColumnOf } from '../leads/leadColumns.ts';
import type { PhoneColumns } from '../leads/phoneColumns.ts';

/** How a file is read and judged, with nothing left open. Plain data: it travels to the thread that does it. */
export interface ImportPlan {
  encoding: ImportEncoding;
  delimiter: ImportDelimiter;
  hasHeader: boolean;
  /** Of each column: its name and what it becomes (null: left out). */
  columns: { header: string; target: ImportTarget | null }[];
  /** For rows whose own cell is blank. */
  defaultCountryCode: string | null;
  allowWithoutEmail: boolean;
  fixes: ImportFix[];
  /** Our own export for spreadsheets: an apostrophe before what could be a formula is not part of the value. */
  isSpreadsheetExport: boolean;
}

/** A row as the file has it. */
export interface FileRecord {
  /** 1 is the first row below the header. */
  row: number;
  /** Where it begins in the file; 1 is the first line. */
  line: number;
  cells: string[];
  /** Why it could not be read as a row: it goes no further. */
  fault: { code: 'unclosed_quote' | 'row_too_long' | 'unreadable'; text: string } | null;
}

/** A row with the line it begins in, not yet numbered. */
export type LineRecord = Omit<FileRecord, 'row'>;

/** What a row says of a lead, as it is stored; null and empty: nothing. */
export interface RowLead extends Omit<Pick<LeadValues, ColumnOf<'field'>>, 'custom'> {
  phone: PhoneColumns | null;
  custom: Record<string, string>;
}

/** A row, read and judged by itself: without its duplicates. */
export interface JudgedRow {
  row: number;
  line: number;
  /** As they are in the file. */
  cells: string[];
  /** Null: it can't go in (an issue of severity error says why), or a correction leaves it out (issue `left_out`). */
  lead: RowLead | null;
  issues: ImportIssue[];
}
