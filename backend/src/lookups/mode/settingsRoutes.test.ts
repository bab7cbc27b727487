import { eventSchema, type Provider, providerListSchema, settingsSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

let server: TestServer;
let fixed: TestServer;
beforeAll(async () => {
  [server, fixed] = await Promise.all([startTestServer(), startTestServer({ fixedMode: 'sandbox' })]);
});
afterAll(() => Promise.all([server.close(), fixed.close()]));

const settings = async (from: TestServer) => settingsSchema.parse((await from.call('GET', '/settings')).body);
const patch = (to: TestServer, body: unknown) => to.call('PATCH', '/settings', { body });

test('the amount above which the page asks to confirm can be read and set', async () => {
  expect(await settings(server)).toMatchObject({ confirmAboveMicros: 50_000_000 });
  expect((await patch(server, { confirmAboveMicros: 0 })).body).toMatchObject({ confirmAboveMicros: 0 });
  expect((await patch(server, {})).body).toMatchObject({ confirmAboveMicros: 0 });
  expect(await settings(server)).toMatchObject({ confirmAboveMicros: 0 });
  expect((await patch(server, { confirmAboveMicros: -1 })).status).toBe(422);
});

test('the mode is sandbox at first, can be switched, and every page gets an event', async () => {
  expect(await settings(server)).toMatchObject({ mode: 'sandbox', modeFixed: false });
  expect(await patch(server, { mode: 'live' })).toMatchObject({ status: 200, body: { mode: 'live' } });
  expect((await server.call('GET', '/meta')).body).toMatchObject({ mode: 'live' });
  const [event] = await server.database.prisma.event.findMany({ where: { name: 'mode.changed' } });
  expect(
    eventSchema.parse({ ...event, type: 'event', data: JSON.parse(event?.data ?? ''), at: event?.at.toISOString() }),
  ).toMatchObject({ topic: 'providers', data: { mode: 'live' } });
  expect(server.asked).toContainEqual(['switched', []]);
  expect((await patch(server, { mode: 'both' })).status).toBe(422);
});

test('a mode that the environment fixes can’t be switched; the answer has the reason', async () => {
  expect(await settings(fixed)).toMatchObject({ mode: 'sandbox', modeFixed: true });
  expect(await patch(fixed, { mode: 'live', confirmAboveMicros: 1 })).toMatchObject({
    status: 409,
    body: { detail: expect.stringMatching(/^The environment fixes the mode to sandbox .* start again\.$/u) as string },
  });
  const kept = { mode: 'sandbox', modeFixed: true, confirmAboveMicros: 50_000_000, budgets: {} };
  expect(await settings(fixed)).toEqual(kept);
  expect((await patch(fixed, { mode: 'sandbox' })).status).toBe(200);
});

test('budgets of a day are set, changed and removed by provider; others stay, and every page gets an event', async () => {
  expect((await patch(server, { budgets: { orion: 5_000_000, astra: 1_000_000 } })).body).toMatchObject({
    budgets: { astra: 1_000_000, orion: 5_000_000 },
  });
  expect(server.asked).toContainEqual(['providerUnblocked']);
  expect((await patch(server, { budgets: { orion: null } })).body).toMatchObject({ budgets: { astra: 1_000_000 } });
  const { providers } = providerListSchema.parse((await server.call('GET', '/providers')).body);
  expect(providers.map(({ id, budget }) => [id, budget])).toEqual([
    ['orion', { perDayMicros: null, spentTodayMicros: 0, usedUpUntil: null }],
    ['astra', { perDayMicros: 1_000_000, spentTodayMicros: 0, usedUpUntil: null }],
    ['nimbus', { perDayMicros: null, spentTodayMicros: 0, usedUpUntil: null }],
  ]);
  const events = await server.database.prisma.event.findMany({ where: { name: 'provider.changed' } });
  const told = events
    .map(({ data }) => JSON.parse(data) as Provider)
    .map(({ id, budget }) => [id, budget.perDayMicros]);
  expect(told).toEqual([
    ['orion', 5_000_000],
    ['astra', 1_000_000],
    ['orion', null],
  ]);
});

test('a budget of no provider changes nothing, and the answer names the place', async () => {
  expect(await patch(server, { confirmAboveMicros: 7, budgets: { orion: 1, nobody: 1 } })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/budgets/nobody' }] },
  });
  expect(await settings(server)).toMatchObject({ confirmAboveMicros: 0, budgets: { astra: 1_000_000 } });
  expect((await patch(server, { budgets: { orion: -1 } })).status).toBe(422);
  expect((await patch(server, { budgets: { orion: 1.5 } })).status).toBe(422);
  expect((await patch(server, { budgets: [] })).status).toBe(422);
});
