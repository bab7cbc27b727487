import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../platform/logger.ts';
import { AppError } from '../platform/errors.ts';
import { sendProblem } from './answers/problem.ts';
import { requestLog } from './monitoring/requestLog.ts';
import { addRoutes, idParams, type Reply, route, type Route, routesTagged } from './route.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(routes: Route[]): Promise<string> {
  const app = express();
  app.use(requestLog(createLogger('silent')), express.json());
  addRoutes(app, routes);
  app.use(((error, request, response, _next) => sendProblem(error, request, response)) satisfies ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const streaming = (stream: () => AsyncIterable<string | Uint8Array>): Route =>
  route({
    method: 'get',
    path: '/pieces',
    tag: 'test',
    summary: 'Pieces',
    responses: { 200: { description: 'Pieces', schema: z.string(), mediaType: 'text/csv' } },
    handle: async (): Promise<Reply> => ({ status: 200, stream: stream(), headers: { 'Content-Type': 'text/csv' } }),
  });

test('a streamed answer is complete and has its headers', async () => {
  const base = await serve([
    streaming(async function* () {
      yield 'a,';
      yield Buffer.from('é\n');
    }),
  ]);
  const response = await fetch(`${base}/pieces`);
  expect(response.headers.get('content-type')).toMatch(/^text\/csv/u);
  expect(await response.text()).toBe('a,é\n');
});

test('an error before the first piece gives a problem document, a later error breaks off the answer', async () => {
  const base = await serve([
    streaming(async function* () {
      yield* [];
      throw new AppError('not_found', 'There is no import 9.');
    }),
  ]);
  const response = await fetch(`${base}/pieces`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/u);

  const later = await serve([
    streaming(async function* () {
      yield 'a';
      throw new Error('the database went away');
    }),
  ]);
  await expect(fetch(`${later}/pieces`).then((answer) => answer.text())).rejects.toThrow();
});

test('a client that disconnects ends the stream, and a slow client is waited for', async () => {
  let made = 0;
  let isEnded = false;
  const base = await serve([
    streaming(async function* () {
      try {
        for (;;) {
          made += 1;
          yield Buffer.alloc(64 * 1024);
        }
      } finally {
        isEnded = true;
      }
    }),
  ]);
  const request = get(`${base}/pieces`);
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  await once(response, 'readable');
  let before = -1;
  // Once the buffers are full, no more pieces are made.
  while (made !== before) {
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  request.destroy();
  await expect.poll(() => isEnded).toBe(true);
  expect(made).toBeLessThan(1_000);
});

test('a route with one answer sends what its handler returns, with its status', async () => {
  const { get, post, del } = routesTagged('test');
  const schema = z.object({ id: z.number() });
  const routes = [
    get('/things/:id', 'A thing', { params: idParams, answer: ['It', schema], handle: async ({ params }) => params }),
    post('/things', 'A new thing', {
      body: schema,
      status: 201,
      answer: ['It', schema],
      handle: async ({ body }) => body,
    }),
    del('/things/:id', 'No thing', { params: idParams, status: 204, answer: ['Gone', null], handle: async () => null }),
  ];
  expect(routes).toMatchObject([
    { method: 'get', tag: 'test', summary: 'A thing', responses: { 200: { description: 'It', schema } } },
    { method: 'post', responses: { 201: { description: 'It', schema } } },
    { method: 'delete', responses: { 204: { description: 'Gone', schema: null } } },
  ]);
  const base = await serve(routes);
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return [response.status, await response.text()];
  };
  expect(await send('GET', '/things/7')).toEqual([200, '{"id":7}']);
  expect(await send('GET', '/things/seven')).toMatchObject([404, expect.stringContaining('not-found')]);
  expect(await send('POST', '/things', { id: 8 })).toEqual([201, '{"id":8}']);
  expect(await send('DELETE', '/things/7')).toEqual([204, '']);
});

test('a route accepts uploads of its types, and JSON only with a body schema', async () => {
  const upload = (path: string, body?: z.ZodType<{ a: number }>): Route =>
    route({
      method: 'post',
      path,
      tag: 'test',
      summary: 'Takes a file',
      ...(body ? { body } : {}),
      upload: { types: ['text/csv'], orOther: body === undefined, description: 'Send the file as it is.' },
      responses: { 200: { description: 'What came', schema: z.unknown() } },
      async handle({ body: given, request }) {
        return { status: 200, body: given ?? (await buffer(request)).toString() };
      },
    });
  const base = await serve([upload('/files'), upload('/both', z.strictObject({ a: z.number() }))]);
  const send = async (path: string, type: string | null, body: string) => {
    const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
    const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
    return [response.status, await response.json()];
  };
  expect(await send('/files', null, 'a,b')).toEqual([200, 'a,b']);
  expect(await send('/files', 'image/png', '')).toEqual([200, '']);
  expect(await send('/files', 'application/json', '{}')).toMatchObject([415, { detail: 'Send the file as it is.' }]);
  expect(await send('/both', 'text/csv; charset=utf-8', 'a,b')).toEqual([200, 'a,b']);
  expect(await send('/both', 'application/json', '{"a":1}')).toEqual([200, { a: 1 }]);
  expect(await send('/both', 'image/png', 'x')).toMatchObject([415, {}]);
});
