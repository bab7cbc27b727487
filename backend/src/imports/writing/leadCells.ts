import type { LeadValues } from '../../leads/editLead.ts';
import { foldedColumns } from '../../leads/foldedColumns.ts';
import { columnsOf, columnType } from '../../leads/leadColumns.ts';

/** The columns that an import writes. */
export const cellColumns = columnsOf('field', 'number', 'besideNumber', 'search').map((name) => ({
  name,
  type: columnType(name),
}));
export type CellType = (typeof cellColumns)[number]['type'];

/** Returns the values of these columns for the JSON of a statement. */
export function leadCells(lead: LeadValues): unknown[] {
  const values = { ...lead, ...foldedColumns(lead) };
  return cellColumns.map(({ name }) => {
    const value = values[name];
    return value instanceof Date ? value.getTime() : value;
  });
}
