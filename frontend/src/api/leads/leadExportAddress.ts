import type { ExportMode } from '@tinygenesy/contract';
import { filterQuery, type LeadsView } from './getLeads.ts';
import { queryString } from '../http.ts';

export type LeadExport = LeadsView & {
  /** Only these of what the filter shows. */
  ids?: readonly number[];
  /** All that the filter shows but these. */
  exceptIds?: readonly number[];
};

/** Where the browser downloads leads as CSV. */
export const leadExportAddress = ({ filter, sort, ids, exceptIds }: LeadExport, mode: ExportMode): string =>
  `/leads/export.csv${queryString({
    ...filterQuery(filter),
    sort,
    ids: ids?.map(String),
    exceptIds: exceptIds?.map(String),
    mode,
  })}`;
