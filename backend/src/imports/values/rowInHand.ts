import type { ImportField, ImportIssue, ImportTarget } from '@tinygenesy/contract';
import { unescapeFormula } from '../../leads/export/escapeFormula.ts';
import { isBlankWord, isSpreadsheetError } from './cells/isBlankWord.ts';
import { type LeadColumn, type LeadColumns, customName } from './leadColumns.ts';
import { longest, mostCustomFields } from './limits.ts';
import { type ProblemCode, problemTexts } from './problemTexts.ts';
import { repairMojibake } from './cells/repairMojibake.ts';
import { shorten } from './cells/shorten.ts';
import { tidyCell, tidyLines } from './cells/tidyCell.ts';

export const longestShown = 200;

/** A row while it is judged: what it says, and what was found out so far. */
export interface RowInHand {
  columns: LeadColumns;
  cells: readonly string[];
  /** In place of cells. */
  corrected: ReadonlyMap<ImportTarget, string> | null;
  isSpreadsheetExport: boolean;
  /** Our own export: what stands in it was a lead's, and is taken as it stands. */
  isExport: boolean;
  /** The row says of its number that it is none. */
  isSandboxNumber: boolean;
  issues: ImportIssue[];
  custom: Map<string, string>;
}

/** A cell that says something; `text` is tidied (in an export of ours only its edges are). */
export interface SaidCell {
  column: LeadColumn;
  text: string;
  raw: string;
}

/** What the row says in a field; null: nothing. */
export function cellOf(row: RowInHand, field: ImportField): SaidCell | null {
  const column = row.columns.fields[field];
  return column === undefined ? null : saidIn(row, column, row.isExport ? trimCell : tidyCell);
}

/** Reads the columns of custom fields. */
export function readCustom(row: RowInHand): void {
  for (const column of row.columns.custom.values()) {
    const cell = saidIn(row, column, row.isExport ? storableCell : tidyLines);
    if (cell === null) continue;
    if (row.custom.size === mostCustomFields) {
      const text = `Only the first ${mostCustomFields} custom fields are imported. This field and later ones are not.`;
      tell(row, 'too_many_custom_fields', cell, text);
      return;
    }
    row.custom.set(customName(column.target) ?? '', words(row, cell, longest.custom));
  }
}

/** A column's text as it is in the file, or was corrected. */
export function rawText(
  row: Pick<RowInHand, 'cells' | 'corrected' | 'isSpreadsheetExport'>,
  column: LeadColumn,
): string {
  const corrected = row.corrected?.get(column.target);
  if (corrected !== undefined) return corrected;
  const cell = column.place === null ? '' : (row.cells[column.place] ?? '');
  return row.isSpreadsheetExport ? unescapeFormula(cell) : cell;
}

function saidIn(row: RowInHand, column: LeadColumn, tidy: (cell: string) => string): SaidCell | null {
  const raw = rawText(row, column);
  if (raw === '') return null;
  const text = tidy(raw);
  if (text === '' || (!row.isExport && isBlankWord(text, column.target))) return null;
  if (!isSpreadsheetError(text)) return { column, text, raw };
  tell(row, 'spreadsheet_error', { column, text }, 'It is an error of the spreadsheet, not a value: left empty.');
  return null;
}

const storableCell = (cell: string): string => (cell.includes('\0') ? cell.replaceAll('\0', '') : cell);
const trimCell = (cell: string): string => storableCell(cell).trim();

/** Text as people write it: told where its letters are wrong, cut where it is too long. */
export function words(row: RowInHand, cell: SaidCell, most: number): string {
  tellLetters(row, cell);
  return fit(row, cell, cell.text, most);
}

export function tellLetters(row: RowInHand, cell: SaidCell): void {
  const repaired = repairMojibake(cell.raw);
  if (repaired !== null) {
    const likely = shorten(tidyCell(repaired), longestShown);
    tell(
      row,
      'mojibake',
      cell,
      `Some letters were decoded wrongly; probably "${likely}". Goes in as it is unless repaired.`,
    );
  } else if (cell.text.includes('\ufffd')) {
    tell(row, 'lost_characters', cell, 'Some letters (�) were lost before the upload. Imported unchanged.');
  }
}

/** @param text the cell's, or a part of it */
export function fit(row: RowInHand, cell: SaidCell, text: string, most: number): string {
  if (text.length <= most) return text;
  tell(row, 'too_long', cell, `It has ${text.length} characters. Only the first ${most} are imported.`);
  return shorten(text, most);
}

/**
 * Keeps a text that its column can't store as a custom field.
 * @returns the result in words, as part of a sentence
 */
export function keep(row: RowInHand, { column, text }: SaidCell): string {
  if (row.custom.size === mostCustomFields)
    return 'and the text is not kept, because the lead has too many custom fields';
  const header = shorten((column.header ?? column.target).trim(), longest.customName - 10);
  const name = row.custom.has(header) ? `${header} (as is)` : header;
  row.custom.set(name, shorten(text, longest.custom));
  return `the text is kept in the custom field "${name}"`;
}

/**
 * A value of a shape of its own; text that is none stays with the lead.
 * @param shape `stored`: what else the API takes, and an export of ours may therefore hold
 */
export function shaped<T>(row: RowInHand, field: ImportField, shape: Shape<T>): T | null {
  const cell = cellOf(row, field);
  if (cell === null) return null;
  const found = shape.read(cell.text) ?? (row.isExport ? shape.stored(cell.text) : null);
  if (found === null) tell(row, shape.code, cell, `${shape.wrong}. Left empty, ${keep(row, cell)}.`);
  return found;
}

export interface Shape<T> {
  read: (text: string) => T | null;
  stored: (text: string) => T | null;
  code: ProblemCode;
  /** What is told of text that has not the shape. */
  wrong: string;
}

/** @param about the cell or, without a text, the column; null: the whole row */
export function tell(
  row: Pick<RowInHand, 'issues'>,
  code: ProblemCode,
  about: { column: LeadColumn | undefined; text: string | null } | null,
  text: string,
): void {
  row.issues.push(issueOf(code, about?.column ?? null, about?.text ?? null, text));
}

/** An issue as it is told; its value is shortened. */
export const issueOf = (
  code: ProblemCode,
  column: Pick<LeadColumn, 'target' | 'header'> | null,
  value: string | null,
  text: string,
): ImportIssue => ({
  code,
  severity: problemTexts[code].severity,
  field: column?.target ?? null,
  header: column?.header ?? null,
  value: value === null ? null : shorten(value, longestShown),
  text,
});
