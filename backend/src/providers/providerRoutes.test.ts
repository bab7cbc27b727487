import { providerListSchema, providerSchema, providerStatsSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('providers are listed in the order of the waterfall', async () => {
  const { providers } = providerListSchema.parse((await server.call('GET', '/providers')).body);
  expect(providers.map(({ id, position }) => [id, position])).toEqual([
    ['orion', 1],
    ['astra', 2],
    ['nimbus', 3],
  ]);
});

test('settings are changed within their bounds, and the others are read-only', async () => {
  const changed = await server.call('PATCH', '/providers/astra', { body: { ratePerSecond: 20, position: 1 } });
  expect(providerSchema.parse(changed.body)).toMatchObject({ id: 'astra', ratePerSecond: 20, position: 1 });
  const { status, body } = await server.call('PATCH', '/providers/astra', {
    body: { ratePerSecond: 0, windows: [[5, 1]], priceMicros: -1, usable: false, needs: [], colour: 'red' },
  });
  expect(status).toBe(422);
  expect(body['errors']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: '/ratePerSecond' }),
      expect.objectContaining({ pointer: '/windows/0/1' }),
      expect.objectContaining({ pointer: '/priceMicros' }),
      expect.objectContaining({ pointer: '/usable' }),
      { pointer: '/needs', message: 'is read-only' },
      { pointer: '/colour', message: 'is not a known field' },
    ]),
  );
  expect((await server.call('PATCH', '/providers/vega', { body: {} })).status).toBe(404);
});

test('stats cover a time range', async () => {
  const { status, body } = await server.call('GET', '/providers/orion/stats?from=2026-05-01T00:00:00Z');
  expect(status).toBe(200);
  expect(providerStatsSchema.parse(body)).toMatchObject({ provider: 'orion', mode: 'sandbox', calls: 0 });
  expect((await server.call('GET', '/providers/orion/stats?from=yesterday')).status).toBe(422);
  expect((await server.call('GET', '/providers/vega/stats')).status).toBe(404);
});

test('a test call needs a lead', async () => {
  expect((await server.call('POST', '/providers/orion/test', { body: {} })).status).toBe(422);
  expect((await server.call('POST', '/providers/vega/test', { body: { leadId: 1 } })).status).toBe(404);
});
