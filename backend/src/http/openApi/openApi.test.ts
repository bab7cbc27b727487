import { createConfig, lintFromString } from '@redocly/openapi-core';
import { workbookMediaTypes } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { operationId } from './openApi.ts';

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await startTestServer();
  document = (await server.call('GET', '/openapi.json')).body as unknown as Document;
});
afterAll(() => server.close());

interface Operation {
  operationId?: string;
  tags: string[];
  security?: unknown[];
  parameters?: { name: string; in: string; required: boolean; schema: Record<string, unknown>; explode?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { $ref?: string; headers?: Record<string, unknown>; content?: Record<string, unknown> }>;
}
interface Document {
  tags: { name: string }[];
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, { headers?: Record<string, unknown> }>; schemas: Record<string, unknown> };
}

const operation = (method: string, path: string): Operation =>
  document.paths[path]?.[method] ?? { tags: [], responses: {} };
const parameter = (method: string, path: string, name: string) =>
  operation(method, path).parameters?.find((each) => each.name === name);

async function lint(source: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(source), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`);
}

test('a linter finds no problem', async () => {
  expect(await lint(document)).toEqual([]);
});

test('the linter finds missing parts', async () => {
  const { operationId: _id, ...rest } = operation('get', '/leads');
  const broken = { ...document, servers: [], paths: { '/leads': { get: rest } } };
  expect((await lint(broken)).join('\n')).toMatch(
    /no-empty-servers[^]*operation-operationId|operation-operationId[^]*no-empty-servers/u,
  );
});

test('operations have stable names', () => {
  expect(operationId({ method: 'get', path: '/leads' })).toBe('getLeads');
  expect(operationId({ method: 'post', path: '/leads/:id/phone-lookup' })).toBe('postLeadsByIdPhoneLookup');
  expect(operationId({ method: 'get', path: '/leads/export.csv' })).toBe('getLeadsExportCsv');
  expect(operation('patch', '/leads/{id}').operationId).toBe('patchLeadsById');
});

test('described bounds and types match the validation', () => {
  const id = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
  expect(parameter('get', '/leads/{id}', 'id')).toMatchObject({ in: 'path', required: true, schema: id });
  expect(parameter('get', '/leads', 'limit')?.schema).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 50,
  });
  expect(parameter('get', '/leads', 'count')?.schema).toEqual({ type: 'boolean', default: false });
  expect(parameter('get', '/leads', 'importId')?.schema).toEqual(id);
  expect(parameter('get', '/leads', 'phoneStatus')).toMatchObject({
    explode: false,
    schema: { type: 'array', minItems: 1, maxItems: 50, items: { enum: expect.arrayContaining(['found']) as unknown } },
  });
  expect(parameter('get', '/providers/{id}/stats', 'from')?.schema).toMatchObject({
    type: 'string',
    format: 'date-time',
  });
  const lookup = operation('post', '/phone-lookups').requestBody;
  expect(lookup?.required).toBe(true);
  expect(lookup?.content['application/json']?.schema).toMatchObject({
    additionalProperties: false,
    properties: {
      leadIds: { items: id, minItems: 1, maxItems: 100_000 },
      maxCostMicros: { type: 'integer', minimum: 0, maximum: 1_000_000_000_000 },
      scope: { enum: ['missing', 'no_mobile', 'failed', 'all'], default: 'missing' },
    },
    oneOf: [{ required: ['leadIds'] }, { required: ['filter'] }],
  });
  expect(document.components.schemas['Provider']).toMatchObject({
    properties: { notUsable: { anyOf: [{ $ref: '#/components/schemas/Reason' }, { type: 'null' }] } },
  });
});

test('headers, files and problems are described', () => {
  expect(parameter('patch', '/leads/{id}', 'If-Match')).toMatchObject({ in: 'header', required: false });
  expect(parameter('post', '/phone-lookups', 'Idempotency-Key')?.schema).toHaveProperty('pattern');
  expect(operation('post', '/leads').responses['201']?.headers).toHaveProperty('Location');
  expect(Object.keys(operation('post', '/imports').requestBody?.content ?? {})).toEqual([
    'multipart/form-data',
    'text/csv',
    ...workbookMediaTypes,
    'application/octet-stream',
  ]);
  expect(Object.keys(operation('get', '/leads/export.csv').responses['200']?.content ?? {})).toEqual(['text/csv']);
  expect(Object.keys(operation('get', '/imports/{id}/errors.csv').responses['200']?.content ?? {})).toEqual([
    'text/csv',
  ]);
  for (const status of ['405', '408', '413', '415', '431']) {
    expect(operation('post', '/imports').responses[status]?.$ref).toMatch(/^#\/components\/responses\//u);
  }
  expect(Object.keys(operation('get', '/jobs/{id}').responses)).toContain('404');
  expect(Object.keys(operation('get', '/jobs').responses)).not.toContain('404');
  const { MethodNotAllowed, TooManyRequests, ServiceUnavailable } = document.components.responses;
  expect(MethodNotAllowed?.headers).toHaveProperty('Allow');
  expect(TooManyRequests?.headers).toHaveProperty('Retry-After');
  expect(ServiceUnavailable?.headers).toHaveProperty('Retry-After');
});

test('every tag of an operation has a description', () => {
  const used = Object.values(document.paths).flatMap((methods) => Object.values(methods).flatMap(({ tags }) => tags));
  expect(document.tags.map(({ name }) => name).sort()).toEqual([...new Set(used)].sort());
});

test('all routes except the open ones require a key', () => {
  const open = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) => (security?.length === 0 ? [`${method} ${path}`] : [])),
  );
  expect(open.sort()).toEqual(['get /healthz', 'post /session']);
  expect(document.servers.map(({ url }) => url)).toEqual(['/']);
});
