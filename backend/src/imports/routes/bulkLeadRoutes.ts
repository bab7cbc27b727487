import {
  bulkCsvQuerySchema,
  bulkLeadsDoneSchema,
  bulkLeadsSchema,
  importSettingsSchema,
  jobSchema,
  workbookMediaTypes,
} from '@tinygenesy/contract';
import type { Request } from 'express';
import type { z } from 'zod';
import { addBulkLeads } from '../writing/addBulkLeads.ts';
import type { LeadDeps } from '../../leads/leadDeps.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Imports } from '../createImports.ts';
import type { ImportJobs } from '../jobs/importJobs.ts';
import type { OnceDeps } from '../../http/appDeps.ts';
import { idempotencyHeader, onlyOnce } from '../../http/requests/idempotency.ts';
import { type Reply, route, type Route } from '../../http/route.ts';
import { receiveOnce } from './receiveOnce.ts';

const tableTypes = ['text/csv', ...workbookMediaTypes] as const;

type CsvQuery = z.infer<typeof bulkCsvQuerySchema>;

export interface BulkLeadDeps extends LeadDeps {
  clock: Clock;
  jobs: OnceDeps['jobs'];
  imports: Imports;
  importJobs: ImportJobs;
}

/** Returns the route for leads from scripts: a JSON list is written at once, a CSV file is imported by a job. */
export function bulkLeadRoutes(deps: BulkLeadDeps): Route[] {
  const { imports, importJobs } = deps;

  async function addList(request: Request, body: z.infer<typeof bulkLeadsSchema>): Promise<Reply> {
    return onlyOnce(deps, request, body, async () => ({ status: 200, body: await addBulkLeads(deps, body) }));
  }

  async function importFile(request: Request, { sheet, ...query }: CsvQuery): Promise<Reply> {
    return receiveOnce(
      deps,
      { request, sheet },
      {
        facts: () => query,
        async answer(file) {
          await imports.admit(file);
          return { status: 202, body: await importJobs.commit(file.id, importSettingsSchema.parse(query)) };
        },
      },
    );
  }

  return [
    route({
      method: 'post',
      path: '/leads/bulk',
      tag: 'leads',
      summary: 'Add many leads: up to 5,000 as JSON at once, or any number as CSV or a workbook with a job',
      query: bulkCsvQuerySchema,
      body: bulkLeadsSchema,
      upload: { types: [...tableTypes], description: 'Send leads as application/json, text/csv, .xlsx or .ods.' },
      headers: idempotencyHeader,
      responses: {
        200: { description: 'The result of each lead of a JSON body', schema: bulkLeadsDoneSchema },
        202: { description: 'The job that imports a CSV body or a workbook', schema: jobSchema },
      },
      problems: [408, 409],
      handle: async ({ query, body, request }) =>
        request.is([...tableTypes]) ? importFile(request, query) : addList(request, body),
    }),
  ];
}
