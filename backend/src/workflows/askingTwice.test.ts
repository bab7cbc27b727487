import type { Lead } from '@tinygenesy/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const priceMicros = 20_000;
/** Any answer comes in this time, also on a busy machine. */
const patientMs = 30_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ sandbox: { astra: { charge: 'call' } } });
  await app.patchProvider('astra', { charge: 'call', timeoutMs: patientMs });
});
afterAll(() => app.close());
beforeEach(() => app.sandbox.reset());
afterEach(() => app.expectBooksToBalance());

/** A lead with inputs for Astra only. */
const addLead = () =>
  app.addLead({ email: `astra-${crypto.randomUUID()}@gmail.com`, companyWebsite: null, jobTitle: null });
const requestsOf = ({ id }: Lead) => app.database.prisma.request.findMany({ where: { leadId: id } });

/** Starts a person's lookup and waits for its result. */
async function findToItsEnd(lead: Lead, body?: { force?: boolean }): Promise<void> {
  const before = (await requestsOf(lead)).length;
  await app.find(lead, body);
  await vi.waitFor(
    async () => {
      const requests = await requestsOf(lead);
      expect(requests).toHaveLength(before + 1);
      expect(requests.every(({ endedAt }) => endedAt !== null)).toBe(true);
    },
    { timeout: 60_000, interval: 40 },
  );
}

/** Astra doesn't answer, and is not waited for long. */
async function hang(): Promise<void> {
  app.sandbox.setFlags({ astra: { hang: true } });
  await app.patchProvider('astra', { timeoutMs: 200 });
}

/** Astra finds a number for each lead. */
async function answer(): Promise<void> {
  app.sandbox.setFlags({ astra: { hang: false, hitRate: 1 } });
  await app.patchProvider('astra', { timeoutMs: patientMs });
}

/** The provider's count of calls about a lead, and the ledger's. */
async function counted(lead: Lead): Promise<{ calls: number; uncertain: number; bookedMicros: number }> {
  const lines = await app.database.prisma.attempt.findMany({ where: { leadId: lead.id } });
  return {
    calls: app.callsAbout(lead, 'astra').length,
    uncertain: lines.filter(({ charge }) => charge === 'uncertain').length,
    bookedMicros: lines.reduce((sum, { costMicros }) => sum + Number(costMicros), 0),
  };
}
const twice = { calls: 2, uncertain: 2, bookedMicros: 2 * priceMicros };

describe('a provider that charges for each call and whose answer is lost', () => {
  test('is called once more in the round, whether the engine, a person, a job or its retry repeats the call', async () => {
    await hang();
    const lead = await addLead();
    await findToItsEnd(lead);
    expect(await app.leadIn(lead.id, 'error')).toMatchObject({ phoneDetail: { reason: { code: 'timeout' } } });
    expect(await counted(lead)).toEqual(twice);

    await findToItsEnd(lead);
    const job = await app.startJob([lead], { scope: 'all' });
    expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { error: 1 }, costMicros: 0 });
    const retry = await app.steer(job.id, 'retry');
    expect(await app.jobIn(retry.id, 'completed')).toMatchObject({ total: 1, counts: { error: 1 }, costMicros: 0 });
    expect(await counted(lead)).toEqual(twice);

    // A forced lookup begins a new round.
    await answer();
    await findToItsEnd(lead, { force: true });
    await app.leadIn(lead.id, 'found');
    expect(await counted(lead)).toEqual({ calls: 3, uncertain: 2, bookedMicros: 3 * priceMicros });
  });

  test('is also called once more when the retry of a job makes and pays the second call', async () => {
    app.sandbox.setFlags({ astra: { garbage: 'wrong_schema' } });
    const lead = await addLead();
    const job = await app.startJob([lead]);
    expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { error: 1 }, costMicros: priceMicros });
    const first = await app.steer(job.id, 'retry');
    expect(await app.jobIn(first.id, 'completed')).toMatchObject({ counts: { error: 1 }, costMicros: priceMicros });
    const second = await app.steer(first.id, 'retry');
    expect(await app.jobIn(second.id, 'completed')).toMatchObject({ counts: { error: 1 }, costMicros: 0 });
    expect(await counted(lead)).toEqual(twice);
  });
});

test.each(['html', 'wrong_schema', 'truncated'] as const)(
  'a success that can’t be read (%s) may have been charged, and is booked so',
  async (garbage) => {
    app.sandbox.setFlags({ astra: { garbage } });
    const lead = await addLead();
    await findToItsEnd(lead);
    const { uncertain, bookedMicros, calls } = await counted(lead);
    expect({ uncertain, bookedMicros }).toEqual({ uncertain: calls, bookedMicros: calls * priceMicros });
    expect((await app.lead(lead.id)).phoneLookup.attempts[0]).toMatchObject({ charge: 'uncertain' });
  },
);

test('a call that failed for certain costs nothing and is repeated up to the limit', async () => {
  app.sandbox.setFlags({ astra: { status: 503 } });
  const lead = await addLead();
  await findToItsEnd(lead);
  expect(await counted(lead)).toEqual({ calls: 3, uncertain: 0, bookedMicros: 0 });
});

test('the retry of a forced job calls the failed providers again, in its round', async () => {
  app.sandbox.setFlags({ astra: { hitRate: 0 } });
  const lead = await addLead();
  await findToItsEnd(lead);
  await app.leadIn(lead.id, 'no_data');

  app.sandbox.setFlags({ astra: { status: 503 } });
  const job = await app.startJob([lead], { scope: 'all', force: true });
  expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { error: 1 } });
  app.sandbox.setFlags({ astra: { status: null, hitRate: 1 } });
  const retry = await app.steer(job.id, 'retry');
  expect(await app.jobIn(retry.id, 'completed')).toMatchObject({ counts: { found: 1 }, costMicros: priceMicros });
  expect(app.callsAbout(lead, 'astra').map(({ status }) => status)).toEqual([200, 503, 503, 503, 200]);
  const lines = await app.database.prisma.attempt.findMany({ where: { leadId: lead.id }, orderBy: { id: 'asc' } });
  expect(lines.map(({ round }) => round)).toEqual([1, 2, 2, 2, 2]);
});

test('a retry spends the rest of its job’s cap, and continues with a new cap', async () => {
  app.sandbox.setFlags({ astra: { garbage: 'wrong_schema' } });
  const leads = [await addLead(), await addLead()];
  const job = await app.startJob(leads, { maxCostMicros: 3 * priceMicros });
  expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { error: 2 }, costMicros: 2 * priceMicros });
  app.sandbox.setFlags({ astra: { garbage: 'none', hitRate: 1 } });
  const retry = await app.steer(job.id, 'retry');
  expect(await app.jobIn(retry.id, 'on_hold')).toMatchObject({
    error: { code: 'over_budget' },
    maxCostMicros: priceMicros,
    costMicros: priceMicros,
  });
  expect(app.sandbox.calls()).toHaveLength(3);
  await app.steer(retry.id, 'resume', { maxCostMicros: 2 * priceMicros });
  expect(await app.jobIn(retry.id, 'completed')).toMatchObject({ counts: { found: 2 }, costMicros: 2 * priceMicros });
});

describe('test calls', () => {
  const tryOut = (lead: Lead) => app.call('POST', '/providers/astra/test', { leadId: lead.id });

  test('use up no tries, keep the round, and their answer is used', async () => {
    await hang();
    const lead = await addLead();
    for (let time = 1; time <= 2; time += 1) {
      expect(await tryOut(lead)).toMatchObject({ status: 200, body: { attempt: { charge: 'uncertain', round: 1 } } });
    }
    await findToItsEnd(lead);
    expect(await counted(lead)).toEqual({ calls: 4, uncertain: 4, bookedMicros: 4 * priceMicros });

    await answer();
    expect(await tryOut(lead)).toMatchObject({ status: 200, body: { attempt: { outcome: 'found', round: 1 } } });
    await findToItsEnd(lead);
    const { phoneNumber } = await app.leadIn(lead.id, 'found');
    const [tested] = await app.database.prisma.attempt.findMany({ where: { leadId: lead.id, outcome: 'found' } });
    expect(tested).toMatchObject({ scope: 'test', phoneNumber });
    expect((await counted(lead)).calls).toBe(5);
    expect(await app.database.prisma.lead.findUnique({ where: { id: lead.id } })).toMatchObject({ phoneRound: 1 });
  });

  test('two test calls at once have a ledger line each', async () => {
    app.sandbox.setFlags({ astra: { hitRate: 0 } });
    const lead = await addLead();
    const answers = await Promise.all([tryOut(lead), tryOut(lead)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await counted(lead)).toEqual({ calls: 2, uncertain: 0, bookedMicros: 2 * priceMicros });
  });
});

test('a call uses a time limit that was changed while it waited for a permit', async () => {
  app.sandbox.setFlags({ astra: { hang: true } });
  await app.patchProvider('astra', { timeoutMs: 60_000, maxConcurrent: 1 });
  try {
    const [holds, waits] = [await addLead(), await addLead()];
    await app.find(holds);
    await vi.waitFor(() => expect(app.callsAbout(holds)).toHaveLength(1), 30_000);
    await app.find(waits);
    await vi.waitFor(async () => expect((await app.lead(waits.id)).phoneStatus).toBe('queued'), 30_000);
    await app.patchProvider('astra', { timeoutMs: 300 });
    await app.call('DELETE', `/leads/${holds.id}/phone-lookup`, {});
    await app.leadIn(waits.id, 'error');
    const [call] = app.callsAbout(waits);
    expect((call?.endedAtMs ?? Infinity) - (call?.arrivedAtMs ?? 0)).toBeLessThan(10_000);
  } finally {
    await app.patchProvider('astra', { timeoutMs: patientMs, maxConcurrent: 10 });
  }
});
