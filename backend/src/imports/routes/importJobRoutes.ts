import { importSettingsSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { errorsCsv } from '../writing/errorsCsv.ts';
import { AppError } from '../../platform/errors.ts';
import type { Imports } from '../createImports.ts';
import type { ImportJobs } from '../jobs/importJobs.ts';
import type { OnceDeps } from '../../http/appDeps.ts';
import { idParams, route, type Route } from '../../http/route.ts';
import { jobStartRoute } from '../../jobs/jobStartRoute.ts';

const tag = 'imports';
const noFields = z.strictObject({});

/** Returns the routes that import an uploaded file, list rows that were not imported, and undo an import. */
export function importJobRoutes(deps: OnceDeps & { imports: Imports; importJobs: ImportJobs }): Route[] {
  const { database, importJobs } = deps;
  return [
    jobStartRoute(deps, {
      path: '/imports/:id/commit',
      tag,
      summary: 'Import the leads of a file with a job',
      params: idParams,
      body: importSettingsSchema,
      problems: [409, 415],
      start: async (settings, params) => {
        const job = await importJobs.commit(params.id, settings);
        deps.imports.stopPreview(params.id);
        return job;
      },
    }),
    jobStartRoute(deps, {
      path: '/imports/:id/undo',
      tag,
      summary: 'Undo an import with a job: delete its unchanged new leads, restore overwritten values',
      params: idParams,
      body: noFields,
      problems: [409],
      start: (_body, params) => importJobs.undo(params.id),
    }),
    route({
      method: 'get',
      path: '/imports/:id/errors.csv',
      tag,
      summary: 'Download the rows that were not imported, unchanged, with line and reason',
      params: idParams,
      responses: {
        200: { description: 'The rows so far', schema: z.string(), mediaType: 'text/csv' },
      },
      problems: [409],
      async handle({ params: { id } }) {
        const file = await database.prisma.import.findUnique({ where: { id } });
        if (file === null) throw new AppError('not_found', `There is no import ${id}.`);
        if (file.committedAt === null) throw new AppError('conflict', 'This file is not imported yet.');
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
