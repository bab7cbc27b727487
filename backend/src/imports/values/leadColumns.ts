import { type ImportField, type ImportTarget, importFields } from '@tinygenesy/contract';

/** A mapped column. `place` is null for a field that has no column, only corrections. */
export interface LeadColumn {
  target: ImportTarget;
  header: string | null;
  place: number | null;
}

export interface LeadColumns {
  fields: Partial<Record<ImportField, LeadColumn>>;
  custom: Map<ImportTarget, LeadColumn>;
}

/** Collects the mapped columns. Takes the first of two for one target; `mappingConflicts` refuses such a mapping. */
export function leadColumns(columns: readonly { header: string; target: ImportTarget | null }[]): LeadColumns {
  const found: LeadColumns = { fields: {}, custom: new Map() };
  columns.forEach(({ header, target }, place) => {
    if (target !== null) addColumn(found, { target, header, place });
  });
  return found;
}

/** Adds the targets that have corrections but no column. */
export function withCorrected(columns: LeadColumns, targets: Iterable<ImportTarget>): LeadColumns {
  const all: LeadColumns = { fields: { ...columns.fields }, custom: new Map(columns.custom) };
  for (const target of targets) addColumn(all, { target, header: null, place: null });
  return all;
}

export function columnOf(columns: LeadColumns, target: ImportTarget): LeadColumn | undefined {
  return isField(target) ? columns.fields[target] : columns.custom.get(target);
}

/** Returns the name of a custom field; null: the target is a built-in field. */
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
