import { z } from 'zod';
import { idSchema } from './ids.ts';
import { leadFilterQuerySchema, leadSortSchema } from './lead.ts';
import { booleanInUrl, listInUrl, numberInUrl } from './url.ts';

/** Maximum number of ids for `GET /leads/export.csv`, because they are in the URL. */
export const maxExportIds = 1_000;
export const exportModes = ['spreadsheet', 'raw'] as const;
export const exportModeSchema = z.enum(exportModes);
export type ExportMode = z.infer<typeof exportModeSchema>;
const exportIds = listInUrl(z.array(numberInUrl(idSchema)).min(1).max(maxExportIds));
/** Query of an export: the list's filter and sort. `ids` selects some of its leads; `exceptIds` excludes some. */
export const leadExportQuerySchema = leadFilterQuerySchema.extend({
  sort: leadSortSchema.default('-id'),
  ids: exportIds.optional(),
  exceptIds: exportIds.optional(),
  mode: exportModeSchema.default('spreadsheet'),
  /** By default, leads on the suppression list are left out. */
  includeSuppressed: booleanInUrl.default(false),
});
export type LeadExportQuery = z.infer<typeof leadExportQuerySchema>;
/** What separates the cells of a CSV file. Excel expects a semicolon where numbers have a decimal comma. */
export const exportDelimiters = ['comma', 'semicolon', 'tab'] as const;
export type ExportDelimiter = (typeof exportDelimiters)[number];
/** Query of `GET /leads/export.csv`. */
export const leadCsvExportQuerySchema = leadExportQuerySchema.extend({
  delimiter: z.enum(exportDelimiters).default('comma'),
});
export type LeadCsvExportQuery = z.infer<typeof leadCsvExportQuerySchema>;
