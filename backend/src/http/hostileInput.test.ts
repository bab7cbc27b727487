import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test.each(jsonRoutes())('%s %s refuses JSON that is nested 100,000 deep', async (method, path) => {
  for (const body of [nested(100_000), `{"leads":[{"custom":${nested(100_000)}}]}`, '{"a":'.repeat(100_000)]) {
    const { status, body: problem } = await server.call(method, path, { body });
    // /session needs no key, so it has a smaller limit and refuses by size.
    const [refused, detail] = path === '/session' ? [413, /./u] : [400, /nested more than 64 levels deep/u];
    expect(status).toBe(refused);
    expect(problem['detail']).toMatch(detail);
  }
});

test('a small body for /session is checked for its depth too', async () => {
  const answer = await server.call('POST', '/session', { body: nested(1_000) });
  expect(answer.status).toBe(400);
});

test('brackets inside texts do not count as depth', async () => {
  const firstName = '[{"\\\\'.repeat(40).slice(0, 100);
  const { status } = await server.call('POST', '/leads', { body: { firstName, email: 'brackets@b.example' } });
  expect(status).toBe(201);
});

test('JSON in an encoding other than UTF-8 is refused with a reason', async () => {
  const { status } = await server.call('POST', '/leads', {
    body: '{}',
    headers: { 'content-type': 'application/json; charset=utf-16' },
  });
  expect(status).toBe(415);
});

const strange: [name: string, method: string, path: string, body?: string][] = [
  ['5,000 tags', 'POST', '/leads', JSON.stringify({ email: 'a@b.example', tags: tags(5_000) })],
  ['a number beyond all numbers', 'POST', '/leads', '{"email":"a@b.example","yearsInRole":1e999}'],
  ['a number as an id beyond all ids', 'POST', '/phone-lookups', '{"leadIds":[1e30],"scope":"all"}'],
  ['half of a surrogate pair', 'POST', '/leads', '{"email":"a@b.example","firstName":"\\ud800"}'],
  ['half of a surrogate pair in a name', 'POST', '/leads', '{"email":"a@b.example","custom":{"\\ud800":"x"}}'],
  ['NUL', 'POST', '/leads', '{"email":"a@b.example","firstName":"a\\u0000b"}'],
  ['__proto__ as a custom field', 'POST', '/leads', '{"email":"a@b.example","custom":{"__proto__":"x"}}'],
  ['__proto__ as a field', 'POST', '/leads', '{"email":"a@b.example","__proto__":{"doNotContact":true}}'],
  ['__proto__ among many', 'POST', '/leads/bulk', '{"leads":[{"email":"a@b.example","custom":{"__proto__":"x"}}]}'],
  ['a deep filter in the query', 'GET', `/leads?${'q[a]'.padEnd(2_000, '[a]')}=1`],
  ['a query of many names', 'GET', `/leads?${Array.from({ length: 1_500 }, (_, n) => `a${n}=1`).join('&')}`],
  ['__proto__ in the query', 'GET', '/leads?__proto__=1'],
  ['a cursor that is nested deep', 'GET', `/leads?cursor=${Buffer.from(nested(700)).toString('base64url')}`],
  ['a long list in the query', 'GET', `/leads?tag=${tags(500).join(',')}`],
  ['half of a surrogate pair in the path', 'GET', '/leads/%ED%A0%80'],
];
test.each(strange)('%s is refused, in words', async (_name, method, path, body) => {
  const answer = await server.call(method, path, body === undefined ? {} : { body });
  expect({ status: answer.status, detail: answer.body['detail'] }).toEqual({
    status: expect.toSatisfy((status: number) => status >= 400 && status < 500) as number,
    detail: expect.stringMatching(/\w/u) as string,
  });
});

test('a header with an endless name is refused', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { [`x-${'a'.repeat(20_000)}`]: 'b' };
    const request = httpRequest({ port: server.port, host: '127.0.0.1', path: '/leads', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end();
  });
  expect(status).toBe(431);
});

test('a body with 100,000 unknown fields gets the first 1,000 problems', async () => {
  const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`field${n}`, n]));
  const answer = await server.call('POST', '/leads', { body });
  expect(answer.status).toBe(422);
  expect(answer.body['errors']).toHaveLength(1_000);
  expect(answer.body['detail']).toMatch(/first 1000 of 100000/u);
});

function jsonRoutes(): [method: string, path: string][] {
  return [
    ['POST', '/session'],
    ['POST', '/leads'],
    ['PATCH', '/leads/1'],
    ['DELETE', '/leads'],
    ['POST', '/leads/bulk'],
    ['POST', '/leads/restore'],
    ['POST', '/leads/tags'],
    ['POST', '/leads/1/phone-lookup'],
    ['POST', '/phone-lookups'],
    ['POST', '/phone-lookups/estimate'],
    ['POST', '/email-verifications'],
    ['POST', '/messages'],
    ['POST', '/messages/preview'],
    ['POST', '/message-templates'],
    ['POST', '/imports/1/preview'],
    ['POST', '/imports/1/commit'],
    ['POST', '/jobs/1/resume'],
    ['PATCH', '/providers/orion'],
    ['POST', '/enrichments/key/jobs'],
    ['POST', '/a-route-that-is-not-there'],
  ];
}

function tags(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `tag ${n}`);
}
