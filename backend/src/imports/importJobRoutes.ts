import { importSettingsSchema, jobSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { errorsCsv } from './writing/errorsCsv.ts';
import { AppError } from '../platform/errors.ts';
import type { Imports } from './createImports.ts';
import type { ImportJobs } from './jobs/importJobs.ts';
import type { OnceDeps } from '../http/appDeps.ts';
import { idempotencyHeader, onlyOnce } from '../http/idempotency.ts';
import { idParams, route, type Route } from '../http/route.ts';

const tag = 'imports';
const noFields = z.strictObject({});

/** What becomes of a file that was uploaded: its import, its rows that did not go in, its undoing. */
export function importJobRoutes(deps: OnceDeps & { imports: Imports; importJobs: ImportJobs }): Route[] {
  const { database, importJobs } = deps;
  return [
    route({
      method: 'post',
      path: '/imports/:id/commit',
      tag,
      summary: 'Import the leads of a file, as a job',
      params: idParams,
      body: importSettingsSchema,
      headers: idempotencyHeader,
      responses: { 202: { description: 'The job', schema: jobSchema } },
      problems: [404, 409, 415],
      handle: async ({ params, body, request }) =>
        onlyOnce(deps, request, body, async () => {
          const job = await importJobs.commit(params.id, body);
          deps.imports.stopPreview(params.id);
          return { status: 202, body: job };
        }),
    }),
    route({
      method: 'post',
      path: '/imports/:id/undo',
      tag,
      summary: 'Take an import back, as a job: what it created and nobody touched since, and what it overwrote',
      params: idParams,
      body: noFields,
      headers: idempotencyHeader,
      responses: { 202: { description: 'The job', schema: jobSchema } },
      problems: [404, 409],
      handle: async ({ params, body, request }) =>
        onlyOnce(deps, request, body, async () => ({ status: 202, body: await importJobs.undo(params.id) })),
    }),
    route({
      method: 'get',
      path: '/imports/:id/errors.csv',
      tag,
      summary: 'The rows that did not go in, as they were, with line and reason',
      params: idParams,
      responses: { 200: { description: 'The rows, as they are written so far', schema: null, mediaType: 'text/csv' } },
      problems: [404, 409],
      async handle({ params: { id } }) {
        const file = await database.prisma.import.findUnique({ where: { id } });
        if (file === null) throw new AppError('not_found', `There is no import ${id}.`);
        if (file.committedAt === null) throw new AppError('conflict', 'This file has not been imported yet.');
        return {
          status: 200,
          stream: errorsCsv(database, file),
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': `attachment; filename="errors-${id}.csv"`,
          },
        };
      },
    }),
  ];
}
