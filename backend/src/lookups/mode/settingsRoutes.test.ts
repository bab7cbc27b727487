import { eventSchema, settingsSchema } from '@tinygenesy/contract';
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
  expect(await settings(fixed)).toEqual({ mode: 'sandbox', modeFixed: true, confirmAboveMicros: 50_000_000 });
  expect((await patch(fixed, { mode: 'sandbox' })).status).toBe(200);
});
