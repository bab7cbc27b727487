import { type ImportField, type ImportTarget, importFields } from '@tinygenesy/contract';
import { headerWords, rankOf } from '../mapping/headerWords.ts';
import type { LeadColumn } from './leadColumn.ts';
import { meaningOfLabel } from '../mapping/phones/phoneMeaning.ts';
import { addPhoneColumn, isPhoneTarget, labelBeside, type PhoneColumn } from './phones/addPhoneColumn.ts';

export type { LeadColumn };

export interface LeadColumns {
  fields: Partial<Record<ImportField, LeadColumn>>;
  /** Further columns of a field, in the order in which they are read where the earlier ones are blank. */
  further: Partial<Record<ImportField, LeadColumn[]>>;
  /** In the order of preference. */
  phones: PhoneColumn[];
  custom: Map<ImportTarget, LeadColumn>;
}

/** Collects the mapped columns. Of several columns for one field, those of the business come before private ones. */
export function leadColumns(columns: readonly { header: string; target: ImportTarget | null }[]): LeadColumns {
  const found: LeadColumns = { fields: {}, further: {}, phones: [], custom: new Map() };
  const headers = columns.map(({ header }) => header);
  columns.forEach(({ header, target }, place) => {
    if (target === null) return;
    const labelPlace = target === 'email' ? labelBeside(header, headers) : null;
    const column = { target, header, place, ...(labelPlace === null ? {} : { labelPlace }) };
    const isFurther = isField(target) && found.fields[target] !== undefined;
    if (isFurther) (found.further[target] ??= []).push(column);
    else addColumn(found, column, headers);
  });
  for (const field of fieldsWithFurther(found)) {
    const [first, ...further] = columnsOfField(found, field).toSorted((a, b) => rankOfColumn(a) - rankOfColumn(b));
    if (first !== undefined) found.fields[field] = first;
    found.further[field] = further;
  }
  return found;
}

const rankOfColumn = ({ header }: LeadColumn): number => rankOf(headerWords(header ?? ''));

/** Returns the fields that have several columns. */
export const fieldsWithFurther = ({ further }: LeadColumns): ImportField[] => Object.keys(further) as ImportField[];

/** Adds the targets that have corrections but no column. */
export function withCorrected(columns: LeadColumns, targets: Iterable<ImportTarget>): LeadColumns {
  const all: LeadColumns = { ...columns, fields: { ...columns.fields }, custom: new Map(columns.custom) };
  for (const target of targets) addColumn(all, { target, header: null, place: null }, []);
  return all;
}

export function columnOf(columns: LeadColumns, target: ImportTarget): LeadColumn | undefined {
  if (isPhoneTarget(target)) return columns.phones.find((column) => column.target === target);
  return isField(target) ? columns.fields[target] : columns.custom.get(target);
}

/** Returns the name of a custom field; null: the target is a built-in field. */
export const customName = (target: ImportTarget): string | null =>
  isField(target) ? null : target.slice('custom:'.length).trim();

function addColumn(columns: LeadColumns, column: LeadColumn, headers: readonly string[]): void {
  const { target } = column;
  if (isPhoneTarget(target)) {
    columns.phones = addPhoneColumn(columns.phones, column, headers);
    return;
  }
  if (columnOf(columns, target) !== undefined) return;
  if (isField(target)) columns.fields[target] = column;
  else if (customName(target) !== '') columns.custom.set(target, column);
}

const fields: ReadonlySet<string> = new Set(importFields);
const isField = (target: ImportTarget): target is ImportField => fields.has(target);

/** Returns the columns of a field in the order in which they are read. */
export const columnsOfField = ({ fields, further }: LeadColumns, field: ImportField): LeadColumn[] => {
  const first = fields[field];
  return first === undefined ? [] : [first, ...(further[field] ?? [])];
};

/** Returns the columns of a field in the order in which a row reads them: its labels may say what is private. */
export function columnsInRow(columns: LeadColumns, field: ImportField, cells: readonly string[]): LeadColumn[] {
  const all = columnsOfField(columns, field);
  if (all.length < 2 || all.every(({ labelPlace }) => labelPlace === undefined)) return all;
  return all.toSorted((a, b) => rankInRow(a, cells) - rankInRow(b, cells));
}

function rankInRow(column: LeadColumn, cells: readonly string[]): number {
  const meaning = meaningOfLabel(cells[column.labelPlace ?? -1] ?? '');
  if (meaning === 'home') return 4;
  if (meaning === 'other') return 2;
  return meaning === 'work' ? -1 : rankOfColumn(column);
}

/** Returns the columns of a target in the order in which a row reads them. */
export function columnsOf(columns: LeadColumns, target: ImportTarget, cells: readonly string[]): LeadColumn[] {
  if (isField(target) && !isPhoneTarget(target)) return columnsInRow(columns, target, cells);
  const column = columnOf(columns, target);
  return column === undefined ? [] : [column];
}
