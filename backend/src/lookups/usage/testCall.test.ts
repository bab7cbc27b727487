import { providerTestedSchema } from '@tinygenesy/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(() => {
  app.sandbox.reset();
  app.sandbox.setFlags({ orion: { hitRate: 1 }, astra: { hitRate: 0 }, nimbus: { hitRate: 0 } });
});
afterEach(() => app.expectBooksToBalance());

const tryOut = (provider: string, leadId: number) => app.call('POST', `/providers/${provider}/test`, { leadId });

test('one real call, priced and in the ledger; the lead stays unchanged, and a later lookup reuses the answer', async () => {
  const lead = await app.addLead();
  expect(await tryOut('orion', lead.id)).toMatchObject({
    status: 200,
    body: { attempt: { provider: 'orion', outcome: 'found', costMicros: 100_000, charge: 'charged', mode: 'sandbox' } },
  });
  const after = await app.lead(lead.id);
  expect(after).toMatchObject({ phoneNumber: null, phoneStatus: 'none', version: lead.version });
  expect(after.phoneLookup.providers).toMatchObject([{ state: 'found' }, { state: 'not_asked' }, {}]);

  await app.find(lead);
  await app.leadIn(lead.id, 'found');
  expect(app.callsAbout(lead)).toHaveLength(1);
});

test.each(['orion', 'astra', 'nimbus'])(
  'a test run of %s has the raw answer beside the number read from it',
  async (id) => {
    app.sandbox.setFlags({ [id]: { hitRate: 1 } });
    const { body } = await tryOut(id, (await app.addLead()).id);
    const { attempt, response } = providerTestedSchema.parse(body);
    expect(attempt).toMatchObject({ provider: id, outcome: 'found' });
    const digits = (text: string | null | undefined): string => (text ?? '').replace(/\D/gu, '');
    expect(response?.status).toBe(200);
    expect(digits(response?.body)).toContain(digits(attempt.phoneNumber).slice(-7));
  },
);

test('the answer does not change the states of other providers', async () => {
  app.sandbox.setFlags({ orion: { hitRate: 0 } });
  const lead = await app.addLead();
  await app.find(lead);
  await app.leadIn(lead.id, 'no_data');
  await tryOut('astra', lead.id);
  expect((await app.lead(lead.id)).phoneLookup.providers.map(({ state }) => state)).toEqual([
    'not_found',
    'not_found',
    'not_found',
  ]);
});

test.each([
  ['an unknown provider', 'nobody', {}, 404],
  ['a lead without what it needs', 'nimbus', { jobTitle: null }, 409],
  ['a lead that must not be contacted', 'orion', { doNotContact: true }, 409],
])('not with %s', async (_what, provider, fields, status) => {
  const lead = await app.addLead(fields);
  expect(await tryOut(provider, lead.id)).toMatchObject({ status });
  expect(app.sandbox.calls()).toEqual([]);
});

test('not for an unknown lead', async () => {
  expect(await tryOut('orion', 999_999)).toMatchObject({ status: 404 });
});

test('a 429 is reported, and costs nothing', async () => {
  app.sandbox.setFlags({ astra: { status: 429 } });
  const lead = await app.addLead();
  expect(await tryOut('astra', lead.id)).toMatchObject({ status: 503 });
  expect((await app.lead(lead.id)).phoneLookup.attempts).toEqual([]);
});

test('rejected keys count too: after the third the provider is not usable, and a job that needs it is held', async () => {
  app.sandbox.setFlags({
    nimbus: { status: 401 },
    orion: { hitRate: 0, latencyMs: { min: 2_500, max: 2_500 } },
    astra: { hitRate: 0 },
  });
  const job = await app.startJob(await app.addLeads(2));
  await app.jobIn(job.id, 'running');
  const lead = await app.addLead();
  for (let time = 1; time <= 3; time += 1) {
    expect(await tryOut('nimbus', lead.id)).toMatchObject({
      status: 200,
      body: { attempt: { outcome: 'error', reason: { code: 'bad_key' }, costMicros: 0 } },
    });
  }
  expect(await app.jobIn(job.id, 'on_hold')).toMatchObject({ error: { code: 'bad_key' } });
  const events = await app.database.prisma.event.findMany({ orderBy: { id: 'desc' }, take: 50 });
  const told = events.map(({ name, data }) => ({ name, data: JSON.parse(data) as unknown }));
  expect(told).toContainEqual({
    name: 'provider.changed',
    data: expect.objectContaining({ id: 'nimbus', usable: false }),
  });
  expect(told).toContainEqual({
    name: 'job.changed',
    data: expect.objectContaining({ id: job.id, state: 'on_hold' }),
  });
  // A test call also reaches a provider that is not usable, to check whether it works again.
  app.sandbox.setFlags({ nimbus: { status: null, hitRate: 1 } });
  expect(await tryOut('nimbus', lead.id)).toMatchObject({ status: 200, body: { attempt: { outcome: 'found' } } });
  await app.steer(job.id, 'cancel');
  await app.jobIn(job.id, 'cancelled');
});
