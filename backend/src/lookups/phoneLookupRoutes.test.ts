import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { idempotencyMs, pruneIdempotencyKeys } from '../http/requests/idempotency.ts';
import { testJob } from '../testing/testDoubles.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
let started = 0;
let startBulk: () => Promise<typeof testJob>;
beforeAll(async () => {
  server = await startTestServer({
    lookups: {
      start: async (leadId, { force }) => {
        if (leadId === 404) throw new AppError('not_found', 'There is no lead 404.');
        if (leadId === 409) throw new AppError('conflict', 'This lead is marked do-not-contact.');
        const isFound = leadId === 200 && !force;
        return {
          started: !isFound,
          leadId,
          workflowId: `phone-lookup-${leadId}`,
          phoneStatus: isFound ? 'found' : 'queued',
          phoneNumber: isFound ? '+34612345678' : null,
        };
      },
      end: async (leadId) => leadId === 1,
      startBulk: () => startBulk(),
    },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  started = 0;
  startBulk = async () => ({ ...testJob, id: (started += 1) });
});

test('a lookup is accepted, or answered with the existing number', async () => {
  const path = (id: number) => `/leads/${id}/phone-lookup`;
  expect(await server.call('POST', path(1))).toMatchObject({
    status: 202,
    body: { leadId: 1, workflowId: 'phone-lookup-1', phoneStatus: 'queued' },
  });
  expect(await server.call('POST', path(200), { body: {} })).toMatchObject({
    status: 200,
    body: { phoneStatus: 'found', phoneNumber: '+34612345678' },
  });
  expect((await server.call('POST', path(200), { body: { force: true } })).status).toBe(202);
  expect((await server.call('POST', path(404))).status).toBe(404);
  expect((await server.call('POST', path(409))).status).toBe(409);
  expect((await server.call('POST', path(1), { body: { force: 'yes' } })).status).toBe(422);
  expect((await server.call('GET', path(1))).body).toMatchObject({ status: 'none', attempts: [] });
});

test('an open request can be ended', async () => {
  expect((await server.call('DELETE', '/leads/1/phone-lookup')).status).toBe(202);
  expect((await server.call('DELETE', '/leads/2/phone-lookup', { body: { everyone: true } })).status).toBe(409);
});

test('an estimate and a bulk lookup take a set', async () => {
  expect((await server.call('POST', '/phone-lookups/estimate', { body: { filter: {} } })).body).toMatchObject({
    leads: 3,
  });
  expect((await server.call('POST', '/phone-lookups', { body: { filter: {}, limit: 3 } })).status).toBe(202);
  for (const body of [
    {},
    { leadIds: [] },
    { filter: {}, scope: 'some' },
    { filter: { colour: 'red' } },
    { leadIds: [1], filter: {} },
  ]) {
    expect((await server.call('POST', '/phone-lookups', { body })).status).toBe(422);
  }
  expect(started).toBe(1);
});

test('the same key gives the same answer; with another body it is refused', async () => {
  const send = (key: string, body: unknown) =>
    server.call('POST', '/phone-lookups', { body, headers: { 'idempotency-key': key } });
  const first = await send('once', { filter: {} });
  const again = await send('once', { filter: {} });
  expect(again.status).toBe(202);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(started).toBe(1);
  expect(await send('once', { filter: {}, limit: 1 })).toMatchObject({
    status: 422,
    body: { type: '/problems/idempotency-mismatch' },
  });
  expect(await server.call('POST', '/jobs/1/retry', { headers: { 'idempotency-key': 'once' } })).toMatchObject({
    status: 422,
  });
  expect((await send('x'.repeat(300), { filter: {} })).status).toBe(422);
  expect((await send('twice', { filter: {} })).body['id']).toBe(2);
});

test('a second request waits for the first one’s end', async () => {
  let end = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    startBulk = async () => {
      resolve();
      await new Promise<void>((go) => (end = go));
      return testJob;
    };
  });
  const send = () =>
    server.call('POST', '/phone-lookups', { body: { filter: {} }, headers: { 'idempotency-key': 'slow' } });
  const first = send();
  await reached;
  expect(await send()).toMatchObject({ status: 409, body: { type: '/problems/idempotency-in-flight' } });
  end();
  expect((await first).status).toBe(202);
  expect((await send()).body).toEqual(testJob);
});

test('a failed request can be repeated with the same key', async () => {
  const send = () =>
    server.call('POST', '/phone-lookups', { body: { filter: {} }, headers: { 'idempotency-key': 'failed' } });
  startBulk = async () => {
    throw new AppError('unavailable', 'Not now.');
  };
  const failed = await send();
  expect(failed.status).toBe(503);
  expect(failed.headers.get('retry-after')).toBe('5');
  startBulk = async () => testJob;
  expect((await send()).status).toBe(202);
});

test('keys expire after a day', async () => {
  const send = () =>
    server.call('POST', '/phone-lookups', { body: { filter: {} }, headers: { 'idempotency-key': 'day' } });
  expect((await send()).body['id']).toBe(1);
  const { prisma } = server.database;
  await prisma.idempotencyKey.update({
    where: { key: 'day' },
    data: { createdAt: new Date(Date.now() - idempotencyMs) },
  });
  expect((await send()).body['id']).toBe(2);
  await pruneIdempotencyKeys(server.database, new Date(Date.now() + idempotencyMs), new AbortController().signal);
  expect(await prisma.idempotencyKey.count()).toBe(0);
});
