import { type ImportField, type ImportTarget, importFields } from '@tinygenesy/contract';

/** A cell of each row that becomes something; `place` is null for a field that only a correction gives. */
export interface LeadColumn {
  target: ImportTarget;
  header: string | null;
  place: number | null;
}

export interface LeadColumns {
  fields: Partial<Record<ImportField, LeadColumn>>;
  custom: Map<ImportTarget, LeadColumn>;
}

/** The columns that become something; of two for one thing the first (a mapping with two is not let through). */
export function leadColumns(columns: readonly { header: string; target: ImportTarget | null }[]): LeadColumns {
  const found: LeadColumns = { fields: {}, custom: new Map() };
  columns.forEach(({ header, target }, place) => {
    if (target !== null) addColumn(found, { target, header, place });
  });
  return found;
}

/** The same columns and those that only corrections give. */
export function withCorrected(columns: LeadColumns, targets: Iterable<ImportTarget>): LeadColumns {
  const all: LeadColumns = { fields: { ...columns.fields }, custom: new Map(columns.custom) };
  for (const target of targets) addColumn(all, { target, header: null, place: null });
  return all;
}

export function columnOf(columns: LeadColumns, target: ImportTarget): LeadColumn | undefined {
  return isField(target) ? columns.fields[target] : columns.custom.get(target);
}

/** The name of a custom field; null: the target is a field of every lead. */
export const customName = (target: ImportTarget): string | null =>
  isField(target) ? null : target.slice('custom:'.length).trim();

function addColumn(columns: LeadColumns, column: LeadColumn): void {
  const { target } = column;
  if (columnOf(columns, target) !== undefined) return;
  if (isField(target)) columns.fields[target] = column;
  else if (customName(target) !== '') columns.custom.set(target, column);
}

const fields: ReadonlySet<string> = new Set(importFields);
const isField = (target: ImportTarget): target is ImportField => fields.has(target);
