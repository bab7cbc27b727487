import type { ExportMode } from '@tinygenesy/contract';
import { filterQuery, type LeadsView } from './getLeads.ts';
import { queryString } from '../http.ts';

export type LeadExport = LeadsView & {
  /** Only these of the leads that match the filter. */
  ids?: readonly number[];
  /** All leads that match the filter except these. */
  exceptIds?: readonly number[];
};

/** A CSV file for people or for programs, or an Excel workbook. */
export type ExportFormat = ExportMode | 'xlsx';

/** The address of a download. */
export const leadExportAddress = (
  { filter, sort, ids, exceptIds }: LeadExport,
  format: ExportFormat,
  includeSuppressed = false,
): string =>
  `/leads/export.${format === 'xlsx' ? 'xlsx' : 'csv'}${queryString({
    ...filterQuery(filter),
    sort,
    ids: ids?.map(String),
    exceptIds: exceptIds?.map(String),
    mode: format === 'xlsx' ? undefined : format,
    includeSuppressed: includeSuppressed ? true : undefined,
  })}`;
