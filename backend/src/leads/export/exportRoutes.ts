import {
  leadCsvExportQuerySchema,
  type LeadExportQuery,
  leadExportQuerySchema,
  workbookMediaTypes,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { countLeftOut } from './countLeftOut.ts';
import { exportLeads, exportWorkbook } from './exportLeads.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { route, type Route } from '../../http/route.ts';
import { readMode } from '../../jobs/mode.ts';

const leftOutHeader = { 'Suppressed-Count': 'The number of leads that are left out because of the suppression list' };

export function exportRoutes({ database, clock }: RouteDeps): Route[] {
  const fileName = ({ mode }: LeadExportQuery, ending: string): string =>
    `leads-${clock.now().toISOString().slice(0, 10)}${mode === 'raw' ? '-raw' : ''}.${ending}`;
  return [
    route({
      method: 'get',
      path: '/leads/export.csv',
      tag: 'leads',
      summary: 'Export the leads that match a filter as CSV, streamed',
      query: leadCsvExportQuerySchema,
      responses: {
        200: {
          description:
            'One line per lead. `spreadsheet` is for people: Excel calculates no cell. `raw` is for programs: values are unchanged. Excel expects `delimiter=semicolon` where numbers have a decimal comma',
          schema: z.string(),
          mediaType: 'text/csv',
          headers: leftOutHeader,
        },
      },
      async handle({ query }) {
        const name = fileName(query, 'csv');
        return {
          status: 200,
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': `attachment; filename="${name}"`,
            'Suppressed-Count': String(await countLeftOut(database, query)),
          },
          stream: exportLeads(database, query, { appMode: await readMode(database) }),
        };
      },
    }),
    route({
      method: 'get',
      path: '/leads/export.xlsx',
      tag: 'leads',
      summary: 'Export the leads that match a filter as an Excel workbook, streamed',
      query: leadExportQuerySchema,
      responses: {
        200: {
          description: 'One row per lead. All cells are text: Excel calculates none of them',
          schema: z.string().meta({ format: 'binary' }),
          mediaType: workbookMediaTypes[0],
          headers: leftOutHeader,
        },
      },
      async handle({ query }) {
        return {
          status: 200,
          headers: {
            'Content-Type': workbookMediaTypes[0],
            'Content-Disposition': `attachment; filename="${fileName(query, 'xlsx')}"`,
            'Suppressed-Count': String(await countLeftOut(database, query)),
          },
          stream: await exportWorkbook(database, query, { appMode: await readMode(database) }),
        };
      },
    }),
  ];
}
