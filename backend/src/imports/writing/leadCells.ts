import type { LeadValues } from '../../leads/editLead.ts';
import { type FoldedColumns, foldedColumns } from '../../leads/foldText.ts';

export interface LeadColumn {
  name: keyof LeadValues | keyof FoldedColumns;
  kind: 'text' | 'number' | 'boolean' | 'json' | 'time';
}

const columns = <Kind extends LeadColumn['kind']>(kind: Kind, names: readonly LeadColumn['name'][]): LeadColumn[] =>
  names.map((name) => ({ name, kind }));

/** Every column that an import writes. */
export const leadColumns: readonly LeadColumn[] = [
  ...columns('text', ['firstName', 'lastName', 'email', 'jobTitle', 'companyName', 'companyWebsite', 'countryCode']),
  ...columns('text', ['countryRaw', 'phoneNumber', 'phoneExtension', 'phoneType', 'phoneCountry', 'phoneProvider']),
  ...columns('text', ['phoneMode', 'phoneStatus', 'linkedinUrl', 'sortName', 'sortEmail', 'sortCompany', 'searchText']),
  ...columns('number', ['yearsInRole']),
  ...columns('boolean', ['doNotContact']),
  ...columns('json', ['tags', 'custom']),
  ...columns('time', ['phoneCheckedAt']),
];

/** What stands in these columns, as it goes into a statement as JSON. */
export function leadCells(lead: LeadValues): unknown[] {
  const folded = foldedColumns(lead);
  return leadColumns.map(({ name }) => {
    const value = name in folded ? folded[name as keyof FoldedColumns] : lead[name as keyof LeadValues];
    return value instanceof Date ? value.getTime() : value;
  });
}
