import type { LeadValues } from '../../leads/editLead.ts';
import { foldedColumns } from '../../leads/foldedColumns.ts';
import { columnsOf, columnType } from '../../leads/leadColumns.ts';

/** The columns that an import always writes. */
export const cellColumns = columnsOf('field', 'number', 'besideNumber', 'search').map((name) => ({
  name,
  type: columnType(name),
}));
/** The place of `phoneDetail` among the cells. */
export const detailCell = cellColumns.length;
export type CellType = (typeof cellColumns)[number]['type'];

/** Returns the values of these columns, and after them `phoneDetail`, for the JSON of a statement. */
export function leadCells(lead: LeadValues): unknown[] {
  const values = { ...lead, ...foldedColumns(lead) };
  const cells = cellColumns.map(({ name }) => {
    const value = values[name];
    return value instanceof Date ? value.getTime() : value;
  });
  return [...cells, lead.phoneDetail === 'keep' ? null : lead.phoneDetail];
}
