import { leadExportQuerySchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { exportLeads } from './exportLeads.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { route, type Route } from '../../http/route.ts';
import { readMode } from '../../jobs/mode.ts';

export function exportRoutes({ database, clock }: RouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/leads/export.csv',
      tag: 'leads',
      summary: 'Export the leads that match a filter as CSV, streamed',
      query: leadExportQuerySchema,
      responses: {
        200: {
          description:
            'One line per lead. `spreadsheet` is for people: Excel calculates no cell. `raw` is for programs: values are unchanged',
          schema: z.string(),
          mediaType: 'text/csv',
        },
      },
      async handle({ query }) {
        const name = `leads-${clock.now().toISOString().slice(0, 10)}${query.mode === 'raw' ? '-raw' : ''}.csv`;
        return {
          status: 200,
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': `attachment; filename="${name}"`,
          },
          stream: exportLeads(database, query, { appMode: await readMode(database) }),
        };
      },
    }),
  ];
}
