import type { ImportField, ImportIssue, ImportTarget } from '@tinygenesy/contract';
import { unescapeFormula } from '../../leads/export/escapeFormula.ts';
import { withoutNumberMark } from '../../phones/plainText.ts';
import { isBlankWord, isSpreadsheetError } from './cells/isBlankWord.ts';
import {
  type LeadColumn,
  type LeadColumns,
  columnsInRow,
  columnsOfField,
  customName,
  fieldsWithFurther,
} from './leadColumns.ts';
import { longest, mostCustomFields } from './limits.ts';
import { type ProblemCode, problemTexts } from './problemTexts.ts';
import { repairMojibake } from './cells/repairMojibake.ts';
import { shorten } from './cells/shorten.ts';
import { tidyCell, tidyLines } from './cells/tidyCell.ts';

export const longestShown = 200;

/** A row that is being judged: its cells, its corrections, and the issues and custom fields so far. */
export interface RowInHand {
  columns: LeadColumns;
  cells: readonly string[];
  /** Texts that replace cells. */
  corrected: ReadonlyMap<ImportTarget, string> | null;
  isSpreadsheetExport: boolean;
  /** The file is our own export: its values come from leads and are imported unchanged. */
  isExport: boolean;
  /** The row marks its phone number as a sandbox number. */
  isSandboxNumber: boolean;
  issues: ImportIssue[];
  custom: Map<string, string>;
}

/** A cell with a value. `text` is tidied; in our own export, it is only trimmed. */
export interface FilledCell {
  column: LeadColumn;
  text: string;
  raw: string;
}

/** Returns the row's cell of a field: that of the first column with a value; null: all are blank. */
export function cellOf(row: RowInHand, field: ImportField): FilledCell | null {
  const column = row.columns.fields[field];
  if (column === undefined) return null;
  if (row.columns.further[field] === undefined || row.corrected?.has(field)) return fieldCell(row, column);
  for (const one of columnsInRow(row.columns, field, row.cells)) {
    const found = fieldCell(row, one);
    if (found !== null) return found;
  }
  return null;
}

/** Returns the row's cells of a field that have a value, one per column, without its corrections. */
export const cellsOf = (row: RowInHand, field: ImportField): FilledCell[] =>
  columnsOfField(row.columns, field).flatMap(
    (column) => fieldCell({ ...row, corrected: null, issues: [] }, column) ?? [],
  );

const fieldCell = (row: RowInHand, column: LeadColumn): FilledCell | null =>
  filledCell(row, column, row.isExport ? trimCell : tidyCell);

/**
 * Keeps the values of further columns of a field as custom fields, and tells which column a value is from if it is not
 * the first one.
 */
export function keepFurther(row: RowInHand): void {
  for (const field of fieldsWithFurther(row.columns)) {
    if (field === 'doNotContact') continue;
    const used = cellOf({ ...row, issues: [] }, field);
    const first = row.columns.fields[field];
    const isFirstBlank = first === undefined || fieldCell({ ...row, issues: [] }, first) === null;
    if (used !== null && used.column !== first && isFirstBlank) {
      const text = `The column "${first?.header ?? ''}" is blank. Imported from the column "${used.column.header ?? ''}".`;
      addIssue(row, 'other_column', used, text);
    }
    for (const cell of cellsOf(row, field)) {
      if (cell.column !== used?.column && cell.text !== used?.text) keep(row, cell);
    }
  }
}

/** Returns a cell of phone numbers with its line breaks, which separate numbers; null: the cell is blank. */
export const phoneCellOf = (row: RowInHand, column: LeadColumn): FilledCell | null =>
  filledCell(row, column, row.isExport ? trimCell : tidyLines);

/** Reads the columns of custom fields. */
export function readCustom(row: RowInHand): void {
  for (const column of row.columns.custom.values()) {
    const cell = filledCell(row, column, row.isExport ? storableCell : tidyLines);
    if (cell === null) continue;
    if (row.custom.size === mostCustomFields) {
      const text = `Only the first ${mostCustomFields} custom fields are imported. This field and later ones are not.`;
      addIssue(row, 'too_many_custom_fields', cell, text);
      return;
    }
    row.custom.set(customName(column.target) ?? '', numberKept(row, words(row, cell, longest.custom)));
  }
}

/** Returns a custom field's text without the apostrophe that spreadsheets put before a number. */
const numberKept = ({ isExport }: RowInHand, text: string): string => (isExport ? text : withoutNumberMark(text));

/** Returns a column's text: the corrected one, else as in the file. */
export function rawText(
  row: Pick<RowInHand, 'cells' | 'corrected' | 'isSpreadsheetExport'>,
  column: LeadColumn,
): string {
  const corrected = row.corrected?.get(column.target);
  if (corrected !== undefined) return corrected;
  const cell = column.place === null ? '' : (row.cells[column.place] ?? '');
  return row.isSpreadsheetExport ? unescapeFormula(cell) : cell;
}

function filledCell(row: RowInHand, column: LeadColumn, tidy: (cell: string) => string): FilledCell | null {
  const raw = rawText(row, column);
  if (raw === '') return null;
  const text = tidy(raw);
  if (text === '' || (!row.isExport && isBlankWord(text, column.target))) return null;
  if (!isSpreadsheetError(text)) return { column, text, raw };
  addIssue(
    row,
    'spreadsheet_error',
    { column, text },
    'A spreadsheet error instead of a value. The field stays empty.',
  );
  return null;
}

const storableCell = (cell: string): string => (cell.includes('\0') ? cell.replaceAll('\0', '') : cell);
const trimCell = (cell: string): string => storableCell(cell).trim();

/** Returns a cell's text, shortened to `most`. Adds issues for wrong letters and for the length. */
export function words(row: RowInHand, cell: FilledCell, most: number): string {
  checkLetters(row, cell);
  return fit(row, cell, cell.text, most);
}

export function checkLetters(row: RowInHand, cell: FilledCell): void {
  const repaired = repairMojibake(cell.raw);
  if (repaired !== null) {
    const likely = shorten(tidyCell(repaired), longestShown);
    addIssue(
      row,
      'mojibake',
      cell,
      `Some letters were decoded wrongly. Probably "${likely}" is meant. Imported unchanged unless you repair it.`,
    );
  } else if (cell.text.includes('\ufffd')) {
    addIssue(row, 'lost_characters', cell, 'Some letters (�) were lost before the upload. Imported unchanged.');
  }
}

/**
 * Shortens a text to `most`, with an issue.
 * @param text the cell's text, or a part of it
 */
export function fit(row: RowInHand, cell: FilledCell, text: string, most: number): string {
  if (text.length <= most) return text;
  addIssue(row, 'too_long', cell, `The text has ${text.length} characters. Only the first ${most} are imported.`);
  return shorten(text, most);
}

/**
 * Keeps a text that its column can't store as a custom field.
 * @returns the result in words, as part of a sentence
 */
export function keep(row: RowInHand, { column, text }: FilledCell): string {
  if (row.custom.size === mostCustomFields)
    return 'and the text is not kept, because the lead has too many custom fields';
  const header = shorten((column.header ?? column.target).trim(), longest.customName - 10);
  const name = row.custom.has(header) ? `${header} (as is)` : header;
  row.custom.set(name, shorten(numberKept(row, text), longest.custom));
  return `the text is kept in the custom field “${name}”`;
}

/**
 * Reads a value that has a format, such as a website. Other text is kept in a custom field, with an issue.
 * @param shape `stored` reads what else the API accepts, because our own export may hold it
 */
export function shaped<T>(row: RowInHand, field: ImportField, shape: Shape<T>): T | null {
  const cell = cellOf(row, field);
  if (cell === null) return null;
  const found = shape.read(cell.text) ?? (row.isExport ? shape.stored(cell.text) : null);
  if (found === null) addIssue(row, shape.code, cell, `${shape.wrong}. Left empty, ${keep(row, cell)}.`);
  return found;
}

export interface Shape<T> {
  read: (text: string) => T | null;
  stored: (text: string) => T | null;
  code: ProblemCode;
  /** The beginning of the issue's text for other text. */
  wrong: string;
}

/**
 * Adds an issue to the row.
 * @param about the cell, or the column if `text` is null; null: the whole row
 */
export function addIssue(
  row: Pick<RowInHand, 'issues'>,
  code: ProblemCode,
  about: { column: LeadColumn | undefined; text: string | null } | null,
  text: string,
): void {
  row.issues.push(issueOf(code, about?.column ?? null, about?.text ?? null, text));
}

/** Creates an issue, with its value shortened. */
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
