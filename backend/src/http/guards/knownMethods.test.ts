import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Sends methods that `fetch` refuses to send. */
async function send(
  method: string,
  path: string,
): Promise<{ status: number; allow: string | undefined; body: string }> {
  const request = httpRequest({ port: server.port, host: '127.0.0.1', method, path });
  request.end();
  const [response] = (await once(request, 'response')) as [
    NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string> },
  ];
  return { status: response.statusCode, allow: response.headers['allow'], body: await text(response) };
}

test.each([
  ['TRACE', '/leads', 'DELETE, GET, HEAD, OPTIONS, POST'],
  ['PUT', '/leads', 'DELETE, GET, HEAD, OPTIONS, POST'],
  ['POST', '/leads/1', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
  ['GET', '/leads/tags', 'OPTIONS, POST'],
  ['HEAD', '/leads/tags', 'OPTIONS, POST'],
  ['DELETE', '/message-templates/fields', 'GET, HEAD, OPTIONS'],
  ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
  ['GET', '/session', 'OPTIONS, POST'],
  ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/docs/start.js', 'GET, HEAD, OPTIONS'],
  ['POST', '/app/leads', 'GET, HEAD, OPTIONS'],
])('%s %s is answered with 405 and the methods of the path', async (method, path, allow) => {
  const answer = await send(method, path);
  expect({ status: answer.status, allow: answer.allow }).toEqual({ status: 405, allow });
  expect(answer.body).toMatch(method === 'HEAD' ? /^$/u : /"type":"\/problems\/method-not-allowed"/u);
});

test('a body that is not JSON does not hide a wrong method', async () => {
  const { status } = await server.call('PUT', '/leads', { body: '{' });
  expect(status).toBe(405);
});

test('OPTIONS lists the methods, HEAD answers like GET', async () => {
  expect(await send('OPTIONS', '/leads/1')).toEqual({
    status: 204,
    allow: 'DELETE, GET, HEAD, OPTIONS, PATCH',
    body: '',
  });
  expect(await send('HEAD', '/leads')).toMatchObject({ status: 200, body: '' });
});

test('an unknown path gives 404', async () => {
  expect((await send('TRACE', '/nowhere')).status).toBe(404);
});

/** Sends bytes and returns the whole answer, read until the server closes the connection. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

test.each([
  [
    'headers that are too long',
    `GET /leads HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  [
    'a URL that is too long',
    `GET /leads?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['an unknown method', 'FIND /leads HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'unreadable-request'],
  ['a header without a name', 'GET /leads HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400, 'unreadable-request'],
])('%s: the answer is a problem document', async (_name, bytes, status, type) => {
  const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'));
  expect(head).toMatch(/^Content-Type: application\/problem\+json/mu);
  expect(JSON.parse(body)).toEqual({
    type: `/problems/${type}`,
    title: expect.any(String) as string,
    status,
    detail: expect.any(String) as string,
    errors: [],
    requestId: /^X-Request-Id: (?<id>\S+)$/mu.exec(head)?.groups?.['id'],
  });
});
