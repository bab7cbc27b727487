import {
  importCreatedSchema,
  importDetailSchema,
  importListQuerySchema,
  importListSchema,
  importPreviewQuerySchema,
  importPreviewSchema,
  importRowsQuerySchema,
  importRowsSchema,
  importSettingsSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Imports } from '../createImports.ts';
import type { OnceDeps } from '../../http/appDeps.ts';
import { idempotencyHeader } from '../../http/requests/idempotency.ts';
import { idParams, route, type Route } from '../../http/route.ts';
import { receiveOnce } from './receiveOnce.ts';

const tag = 'imports';

export function importRoutes(deps: OnceDeps & { imports: Imports }): Route[] {
  const { imports } = deps;
  return [
    uploadRoute(deps),
    route({
      method: 'get',
      path: '/imports',
      tag,
      summary: 'A page of imports, newest first',
      query: importListQuerySchema,
      responses: { 200: { description: 'The page', schema: importListSchema } },
      problems: [400],
      handle: async ({ query }) => ({ status: 200, body: await imports.list(query) }),
    }),
    route({
      method: 'get',
      path: '/imports/:id',
      tag,
      summary: 'One import',
      params: idParams,
      responses: { 200: { description: 'The import', schema: importDetailSchema } },
      problems: [404],
      handle: async ({ params }) => ({ status: 200, body: await imports.read(params.id) }),
    }),
    route({
      method: 'post',
      path: '/imports/:id/preview',
      tag,
      summary: 'Preview what an import would do to the current leads; nothing is written',
      params: idParams,
      query: importPreviewQuerySchema,
      body: importSettingsSchema,
      responses: { 200: { description: 'The counts so far', schema: importPreviewSchema } },
      problems: [404, 409],
      async handle({ params, query, body, request }) {
        const left = new AbortController();
        request.res?.once('close', () => left.abort());
        const options = { waitMs: query.waitMs, signal: left.signal };
        return { status: 200, body: await imports.preview(params.id, body, options) };
      },
    }),
    route({
      method: 'get',
      path: '/imports/:id/rows',
      tag,
      summary: 'A page of an import’s rows, as last previewed or with their results',
      params: idParams,
      query: importRowsQuerySchema,
      responses: { 200: { description: 'The page', schema: importRowsSchema } },
      problems: [400, 404, 409],
      handle: async ({ params, query }) => ({ status: 200, body: await imports.rows(params.id, query) }),
    }),
    route({
      method: 'delete',
      path: '/imports/:id',
      tag,
      summary: 'Delete a file that was not imported',
      params: idParams,
      responses: { 204: { description: 'Deleted', schema: null } },
      problems: [404, 409],
      async handle({ params }) {
        await imports.drop(params.id);
        return { status: 204 };
      },
    }),
  ];
}

function uploadRoute(deps: OnceDeps & { imports: Imports }): Route {
  return route({
    method: 'post',
    path: '/imports',
    tag,
    summary: 'Upload a CSV file; nothing is imported yet',
    query: z.strictObject({ fileName: z.string().max(1_000).optional() }),
    upload: {
      types: ['multipart/form-data', 'text/csv', 'application/octet-stream'],
      orOther: true,
      description: 'Send the file itself as the body, or as a field of a form (multipart/form-data).',
    },
    headers: {
      ...idempotencyHeader,
      'X-File-Name': z.string().meta({
        description: 'The file name, percent-encoded; Content-Disposition is read as well',
      }),
    },
    responses: {
      201: { description: 'How the file is read, and suggestions for its columns', schema: importCreatedSchema },
    },
    problems: [408, 409],
    handle: ({ request }) =>
      receiveOnce(deps, request, {
        facts: ({ fileName }) => ({ fileName }),
        answer: async (file) => ({ status: 201, body: await deps.imports.admit(file) }),
      }),
  });
}
