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
  importUploadQuerySchema,
  workbookMediaTypes,
  importValuesQuerySchema,
  importValuesSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Imports } from '../createImports.ts';
import type { OnceDeps } from '../../http/appDeps.ts';
import { idempotencyHeader } from '../../http/requests/idempotency.ts';
import { idParams, route, type Route, routesTagged } from '../../http/route.ts';
import { receiveOnce } from './receiveOnce.ts';

const tag = 'imports';
const { get, post, del } = routesTagged(tag);

export function importRoutes(deps: OnceDeps & { imports: Imports }): Route[] {
  const { imports } = deps;
  return [
    uploadRoute(deps),
    get('/imports', 'A page of imports, newest first', {
      query: importListQuerySchema,
      answer: ['The page', importListSchema],
      handle: ({ query }) => imports.list(query),
    }),
    get('/imports/:id', 'One import', {
      params: idParams,
      answer: ['The import', importDetailSchema],
      handle: ({ params }) => imports.read(params.id),
    }),
    post('/imports/:id/preview', 'Preview what an import would do to the current leads; nothing is written', {
      params: idParams,
      query: importPreviewQuerySchema,
      body: importSettingsSchema,
      answer: ['The counts so far', importPreviewSchema],
      problems: [409],
      async handle({ params, query, body, request }) {
        const left = new AbortController();
        request.res?.once('close', () => left.abort());
        const options = { waitMs: query.waitMs, signal: left.signal };
        return imports.preview(params.id, body, options);
      },
    }),
    get('/imports/:id/rows', 'A page of an import’s rows, as last previewed or with their results', {
      params: idParams,
      query: importRowsQuerySchema,
      answer: ['The page', importRowsSchema],
      problems: [409],
      handle: ({ params, query }) => imports.rows(params.id, query),
    }),
    get('/imports/:id/values', 'The distinct values of a draft’s column, with what they are imported as', {
      params: idParams,
      query: importValuesQuerySchema,
      answer: ['The values counted so far', importValuesSchema],
      problems: [409],
      handle: ({ params, query }) => imports.values(params.id, query.field),
    }),
    del('/imports/:id', 'Delete a file that was not imported', {
      params: idParams,
      status: 204,
      answer: ['Deleted', null],
      problems: [409],
      async handle({ params }) {
        await imports.drop(params.id);
      },
    }),
  ];
}

function uploadRoute(deps: OnceDeps & { imports: Imports }): Route {
  return route({
    method: 'post',
    path: '/imports',
    tag,
    summary: 'Upload a CSV file or a workbook (.xlsx, .ods); nothing is imported yet',
    query: importUploadQuerySchema,
    upload: {
      types: ['multipart/form-data', 'text/csv', ...workbookMediaTypes, 'application/octet-stream'],
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
    handle: ({ request, query: { sheet } }) =>
      receiveOnce(
        deps,
        { request, sheet },
        {
          facts: ({ fileName }) => ({ fileName }),
          answer: async (file) => ({ status: 201, body: await deps.imports.admit(file) }),
        },
      ),
  });
}
