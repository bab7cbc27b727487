import type {
  ImportDelimiter,
  ImportDialect,
  ImportEncoding,
  ImportFix,
  ImportIssue,
  ImportTarget,
  PhoneDetail,
} from '@tinygenesy/contract';
import type { LeadValues } from '../leads/editLead.ts';
import type { ColumnOf } from '../leads/leadColumns.ts';
import type { PhoneColumns } from '../leads/phoneColumns.ts';

/** How a file is read and judged, without open choices. Plain data, because it is sent to the thread that does it. */
export interface ImportPlan {
  encoding: ImportEncoding;
  /** The encoding of rows that are not UTF-8 in a file of UTF-8; null: there are none. */
  strayEncoding: ImportEncoding | null;
  delimiter: ImportDelimiter;
  dialect: ImportDialect;
  hasHeader: boolean;
  /** The line of the header or of the first row. The lines above are skipped. */
  startLine: number;
  /** Each column's name and target (null: not imported). */
  columns: { header: string; target: ImportTarget | null }[];
  /** The country of rows whose country cell is blank. */
  defaultCountryCode: string | null;
  allowWithoutEmail: boolean;
  /** When the file came (ISO 8601): the time of its phone numbers. */
  receivedAt?: string | null;
  fixes: ImportFix[];
  /** The file is our own spreadsheet export: the apostrophe before a possible formula is not part of the value. */
  isSpreadsheetExport: boolean;
}

/** A row as in the file. */
export interface FileRecord {
  /** 1 is the first row below the header. */
  row: number;
  /** The line in which the row begins; 1 is the first line. */
  line: number;
  cells: string[];
  /** Why the row could not be read; it is not judged then. */
  fault: { code: 'unclosed_quote' | 'row_too_long' | 'unreadable'; text: string } | null;
  /** The cells that are not in the file's encoding, by position; they were read in the plan's `strayEncoding`. */
  strays?: number[];
}

/** A row with the line it begins in, not yet numbered. */
export interface LineRecord extends Omit<FileRecord, 'row'> {
  /** A blank line or a row of blank cells is above it. */
  isAfterBlank: boolean;
}

/** The lead of a row, in the form of the database; null and empty values: the row has none. */
export interface RowLead extends Omit<Pick<LeadValues, ColumnOf<'field'>>, 'custom' | 'phones'> {
  /** The chosen number, with the detail of one that may be wrong. */
  phone: (PhoneColumns & { phoneDetail: PhoneDetail | null }) | null;
  /** All numbers of the row, with the chosen one (`phone`). */
  phones: LeadValues['phones'];
  custom: Record<string, string>;
}

/** A row, read and judged separately: duplicates are not considered. */
export interface JudgedRow {
  row: number;
  line: number;
  /** The cells as in the file. */
  cells: string[];
  /** Null: not imported, because of an issue of severity error or because a correction excludes it (`left_out`). */
  lead: RowLead | null;
  issues: ImportIssue[];
}
