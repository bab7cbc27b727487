import type { ExportDelimiter, ExportMode } from '@tinygenesy/contract';
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
  delimiter: ExportDelimiter,
  includeSuppressed = false,
): string =>
  `/leads/export.${format === 'xlsx' ? 'xlsx' : 'csv'}${queryString({
    ...filterQuery(filter),
    sort,
    ids: ids?.map(String),
    exceptIds: exceptIds?.map(String),
    mode: format === 'xlsx' ? undefined : format,
    delimiter: format === 'xlsx' || delimiter === 'comma' ? undefined : delimiter,
    includeSuppressed: includeSuppressed ? true : undefined,
  })}`;
