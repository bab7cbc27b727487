import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('the amount above which the page asks once more can be read and set', async () => {
  expect((await server.call('GET', '/settings')).body).toEqual({ confirmAboveMicros: 50_000_000 });
  expect((await server.call('PATCH', '/settings', { body: { confirmAboveMicros: 0 } })).body).toEqual({
    confirmAboveMicros: 0,
  });
  expect((await server.call('PATCH', '/settings', { body: {} })).body).toEqual({ confirmAboveMicros: 0 });
  expect((await server.call('GET', '/settings')).body).toEqual({ confirmAboveMicros: 0 });
  expect((await server.call('PATCH', '/settings', { body: { confirmAboveMicros: -1 } })).status).toBe(422);
});
