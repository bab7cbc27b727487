import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from './createApp.ts';
import { testJob } from '../testing/testDoubles.ts';
import { startTestServer, temporaryFolder, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(path.join(folder.dir, 'assets'));
  await writeFile(path.join(folder.dir, 'index.html'), '<html>the page</html>');
  await writeFile(path.join(folder.dir, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(folder.dir, 'assets', 'main-abc123.js'), 'run()');
  await writeFile(
    path.join(folder.dir, 'assets', 'main-abc123.js.br'),
    brotliCompressSync('console.log("compressed")'),
  );
  server = await startTestServer({ frontendDir: folder.dir });
});
afterAll(async () => {
  await server.close();
  await folder.remove();
});

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, unknown>; parameters?: { name: string }[] }>>;
  components: { schemas: Record<string, unknown> };
}

/** The routes of the contract that this version has. */
const contractRoutes = [
  'GET /meta',
  'GET /leads',
  'GET /leads/facets',
  'GET /leads/{id}/place',
  'GET /leads/positions',
  'GET /leads/{id}',
  'POST /leads',
  'PATCH /leads/{id}',
  'DELETE /leads/{id}',
  'DELETE /leads',
  'POST /leads/restore',
  'POST /leads/tags',
  'GET /leads/export.csv',
  'GET /leads/export.xlsx',
  'GET /leads/{id}/history',
  'POST /leads/{id}/phone-lookup',
  'GET /leads/{id}/phone-lookup',
  'DELETE /leads/{id}/phone-lookup',
  'POST /phone-lookups',
  'POST /phone-lookups/estimate',
  'GET /jobs',
  'GET /jobs/{id}',
  'GET /jobs/{id}/items',
  'GET /jobs/{id}/pace',
  'GET /jobs/{id}/email-reasons',
  'POST /jobs/{id}/cancel',
  'POST /jobs/{id}/pause',
  'POST /jobs/{id}/resume',
  'POST /jobs/{id}/retry',
  'POST /jobs/{id}/retry/estimate',
  'POST /email-verifications',
  'POST /leads/verify-emails',
  'POST /leads/verify-emails/estimate',
  'POST /leads/{id}/email-verification',
  'POST /imports',
  'GET /imports',
  'GET /imports/{id}',
  'POST /imports/{id}/preview',
  'GET /imports/{id}/rows',
  'DELETE /imports/{id}',
  'POST /imports/{id}/commit',
  'POST /imports/{id}/undo',
  'GET /imports/{id}/errors.csv',
  'POST /leads/bulk',
  'POST /leads/generate-messages',
  'POST /leads/generate-messages/estimate',
  'POST /leads/regenerate-messages',
  'POST /leads/regenerate-messages/estimate',
  'POST /leads/messages.txt',
  'GET /leads/{id}/message',
  'POST /message-templates/preview',
  'GET /message-templates/fields',
  'GET /message-templates',
  'POST /message-templates',
  'GET /message-templates/{id}',
  'PUT /message-templates/{id}',
  'DELETE /message-templates/{id}',
  'GET /message-templates/{id}/usage',
  'GET /providers',
  'PATCH /providers/{id}',
  'GET /providers/{id}/stats',
  'GET /providers/what-if',
  'POST /providers/{id}/test',
  'POST /providers/{id}/unblock',
  'GET /healthz',
  'GET /readyz',
  'POST /leads/clear-sandbox-numbers',
  'POST /leads/samples',
  'POST /session',
  'GET /settings',
  'PATCH /settings',
  'GET /enrichments/{key}/jobs',
  'POST /enrichments/{key}/jobs',
  'DELETE /providers/{id}',
  'GET /deletions',
  'GET /imports/{id}/values',
  'GET /provider-directory',
  'GET /providers/{id}/definition',
  'POST /provider-definitions/check',
  'POST /providers',
  'PUT /providers/{id}/definition',
  'PUT /providers/{id}/secrets',
  'PUT /providers/{id}/settings',
  'GET /jobs/{id}/email-corrections',
  'GET /providers/{id}/definition.yaml',
  'GET /sandbox-numbers',
  'POST /leads/email-corrections',
];

test('the OpenAPI document has exactly the routes of the contract', async () => {
  const { status, body } = await server.call('GET', '/openapi.json');
  expect(status).toBe(200);
  const document = body as unknown as Document;
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${address}`),
  );
  expect(described.sort()).toEqual([...contractRoutes].sort());
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['Lead', 'Job', 'Provider', 'Problem']),
  );
  expect(Object.keys(document.paths['/leads/{id}']?.['patch']?.responses ?? {}).sort()).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '405',
    '409',
    '412',
    '413',
    '415',
    '422',
    '429',
    '431',
    '500',
    '503',
  ]);
  expect(document.paths['/leads/{id}']?.['patch']?.parameters?.map(({ name }) => name)).toEqual(['id', 'If-Match']);
});

test('every registered route is in the OpenAPI document', () => {
  const registered = createApp(server.deps).express.router.stack.flatMap(({ route }) =>
    (route?.stack ?? []).map(
      ({ method }) => `${method.toUpperCase()} ${String(route?.path).replace(/:(\w+)/u, '{$1}')}`,
    ),
  );
  expect([...new Set(registered)].sort()).toEqual([...contractRoutes, 'GET /metrics', 'GET /openapi.json'].sort());
});

test('every described route exists', async () => {
  for (const described of contractRoutes) {
    const [method = '', address = ''] = described.split(' ');
    const { body } = await server.call(method, address.replace('{id}', '1'), method === 'GET' ? {} : { body: {} });
    expect({ described, type: body['type'] }).not.toEqual({ described, type: '/problems/unknown-route' });
  }
});

test('the API docs page loads its files from this server only', async () => {
  const page = await server.call('GET', '/docs');
  expect(page.status).toBe(200);
  const parts = [...String(page.body['text']).matchAll(/(?:src|href)="([^"]+)"/gu)].map(([, address = '']) => address);
  expect(parts.length).toBeGreaterThan(3);
  for (const address of parts) expect([address, (await server.call('GET', address)).status]).toEqual([address, 200]);
});

test('every address under /app serves the page', async () => {
  expect((await server.call('GET', '/')).headers.get('location')).toBe('/app/leads');
  expect((await server.call('GET', '/app')).headers.get('location')).toBe('/app/leads');
  expect((await server.call('GET', '/app/')).headers.get('location')).toBe('/app/leads');
  for (const address of ['/app/leads?lead=12', '/app/jobs/3', '/app/jobs/']) {
    const { status, headers, body } = await server.call('GET', address);
    expect({ status, text: body['text'], cache: headers.get('cache-control') }).toEqual({
      status: 200,
      text: '<html>the page</html>',
      cache: 'no-cache',
    });
  }
  const asset = await server.call('GET', '/app/assets/main-abc123.js');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await server.call('GET', '/app/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  expect((await server.call('GET', '/app/assets/main-old.js')).status).toBe(404);
  expect((await server.call('GET', '/app/..%2f..%2fetc%2fpasswd')).status).toBe(404);
});

test('a browser gets the compressed copies of the build, and compressed JSON', async () => {
  const encoded = async (address: string, headers: Record<string, string>): Promise<unknown[]> => {
    const { status, headers: answer } = await server.call('GET', address, { headers });
    return [status, answer.get('content-encoding'), answer.get('vary')];
  };
  const browser = { 'accept-encoding': 'gzip, deflate, br', 'sec-fetch-site': 'same-origin' };
  const copy = await server.call('GET', '/app/assets/main-abc123.js', { headers: browser });
  expect(copy.body['text']).toBe('console.log("compressed")');
  expect(copy.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(copy.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await encoded('/app/assets/main-abc123.js', browser)).toEqual([200, 'br', 'Accept-Encoding']);
  expect(await encoded('/app/assets/main-abc123.js', { 'accept-encoding': 'identity' })).toEqual([
    200,
    null,
    'Accept-Encoding',
  ]);
  expect(await encoded('/app/assets/main-old.js', browser)).toEqual([404, null, 'Accept-Encoding']);
  expect((await encoded('/openapi.json', browser)).slice(0, 2)).toEqual([200, 'br']);
  expect((await encoded('/openapi.json', { 'accept-encoding': 'br' })).slice(0, 2)).toEqual([200, null]);
});

test('an idle connection stays open for longer than the minute of usual proxies', async () => {
  const { headers } = await server.call('GET', '/healthz');
  expect(headers.get('keep-alive')).toBe('timeout=65');
});

test('/readyz names the part that does not respond', async () => {
  expect(await server.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await server.call('GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true } });
  server.engine.up = false;
  const { status, headers, body } = await server.call('GET', '/readyz');
  server.engine.up = true;
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('5');
  expect(body['checks']).toEqual([
    { name: 'database', ok: true, text: 'responds' },
    { name: 'migrations', ok: true, text: expect.stringMatching(/^\d+ applied$/u) as string },
    { name: 'temporal', ok: false, text: expect.any(String) as string },
  ]);
});

test('metrics are labeled with the pattern of the route', async () => {
  await server.call('GET', '/leads/12345');
  const { body } = await server.call('GET', '/metrics');
  expect(body['text']).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/leads\/:id",status="404"\} [1-9]/u,
  );
  expect(body['text']).not.toMatch(/="[^"]*12345/u);
});

test('jobs can be read and steered', async () => {
  server.asked.length = 0;
  expect((await server.call('GET', '/jobs?state=queued,running&kind=phone_lookup')).body).toEqual({
    jobs: [testJob],
    nextCursor: null,
  });
  expect((await server.call('GET', '/jobs/1')).body).toEqual(testJob);
  expect((await server.call('GET', '/jobs/1/items?state=found&limit=5')).body).toEqual({ items: [], nextCursor: null });
  for (const verb of ['cancel', 'pause']) expect((await server.call('POST', `/jobs/1/${verb}`)).status).toBe(202);
  expect((await server.call('POST', '/jobs/1/resume', { body: { maxCostMicros: 5 } })).status).toBe(202);
  expect((await server.call('POST', '/jobs/1/retry')).body).toMatchObject({ id: 2, retryOf: 1 });
  expect((await server.call('POST', '/jobs/1/resume', { body: { maxCostMicros: -5 } })).status).toBe(422);
  expect((await server.call('GET', '/jobs?state=lost')).status).toBe(422);
  expect((await server.call('GET', '/jobs/x')).status).toBe(404);
  expect(server.asked).toEqual([
    ['list', { limit: 50, state: ['queued', 'running'], kind: ['phone_lookup'] }],
    ['read', 1],
    ['items', 1, { limit: 5, state: ['found'] }],
    ['cancel', 1],
    ['pause', 1],
    ['resume', 1, 5],
    ['retry', 1, { items: 'failed' }],
  ]);
});
