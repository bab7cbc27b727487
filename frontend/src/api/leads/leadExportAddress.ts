import type { ExportMode } from '@tinygenesy/contract';
import { filterQuery, type LeadsView } from './getLeads.ts';
import { queryString } from '../http.ts';

export type LeadExport = LeadsView & {
  /** Only these of the leads that match the filter. */
  ids?: readonly number[];
  /** All leads that match the filter except these. */
  exceptIds?: readonly number[];
};

/** The address of a CSV download. */
export const leadExportAddress = (
  { filter, sort, ids, exceptIds }: LeadExport,
  mode: ExportMode,
  includeSuppressed = false,
): string =>
  `/leads/export.csv${queryString({
    ...filterQuery(filter),
    sort,
    ids: ids?.map(String),
    exceptIds: exceptIds?.map(String),
    mode,
    includeSuppressed: includeSuppressed ? true : undefined,
  })}`;
