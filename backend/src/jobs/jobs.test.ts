import type { Job, Lead } from '@tinygenesy/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FlagChanges } from '../providers/sandbox/flags.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const dialects = ['sqlite', 'postgres'] as const;
const orionPrice = 100_000;
const quietMs = 1_500;

let app: TestApp;
const flags = (changes: FlagChanges): unknown => app.sandbox.setFlags(changes);
const orionAnswers = (afterMs: number, over: FlagChanges['orion'] = {}): unknown =>
  flags({ orion: { hitRate: 1, latencyMs: { min: afterMs, max: afterMs }, ...over } });
/** Its time limit is longer than any wait of these tests: only we end such a call. */
const orionNeverAnswers = (): unknown => flags({ orion: { hang: true } });
const orionSettings = { ratePerSecond: 20, maxConcurrent: 3, timeoutMs: 60_000 };
/** As the sandbox counts it. */
const nowMs = (): number => performance.timeOrigin + performance.now();
const arrivedSince = (sinceMs: number) => app.sandbox.calls().filter(({ arrivedAtMs }) => arrivedAtMs > sinceMs);
const inFlight = () => app.sandbox.calls().filter(({ endedAtMs }) => endedAtMs === null);
const calledOff = (count: number) =>
  vi.waitFor(() => expect(app.sandbox.calls().filter(({ aborted }) => aborted)).toHaveLength(count), 30_000);
const calls = (atLeast: number) =>
  vi.waitFor(() => expect(app.sandbox.calls().length).toBeGreaterThanOrEqual(atLeast), 30_000);
/** Long enough for whatever was on its way to come. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, quietMs));
const itemStates = async ({ id }: Job) =>
  (await app.database.prisma.request.findMany({ where: { jobId: id }, orderBy: { id: 'asc' } })).map(
    ({ state }) => state,
  );

async function reset(): Promise<void> {
  // Calls of an earlier test that still run would be counted in this one.
  await vi.waitFor(() => expect(inFlight()).toEqual([]), 30_000);
  app.sandbox.reset();
  flags({ orion: { hitRate: 0 }, astra: { hitRate: 0 }, nimbus: { hitRate: 0 } });
}

describe.each(dialects)('a job on %s', (dialect) => {
  beforeAll(async () => {
    app = await startTestApp({ dialect, providers: { orion: orionSettings } });
  });
  afterAll(() => app.close());
  beforeEach(reset);
  afterEach(() => app.expectBooksToBalance());

  test('finds each number once, and its counts add up', async () => {
    flags({ orion: { hitRate: 0.5 }, astra: { hitRate: 0.5 }, nimbus: { hitRate: 0.5 } });
    const leads = await app.addLeads(10);
    const started = await app.startJob(leads);
    expect(started).toMatchObject({
      kind: 'phone_lookup',
      title: 'Find phone numbers for 10 leads',
      state: 'queued',
      total: 10,
      counts: { waiting: 10, running: 0 },
      mode: 'sandbox',
      retryOf: null,
    });
    const job = await app.jobIn(started.id, 'completed');
    const stats = app.sandbox.stats();
    const found = stats.orion.found + stats.astra.found + stats.nimbus.found;
    expect(job.counts).toEqual({
      waiting: 0,
      running: 0,
      ...(found > 0 && { found }),
      ...(found < 10 && { no_data: 10 - found }),
    });
    expect(job.costMicros).toBe(
      stats.orion.found * orionPrice + stats.astra.found * 20_000 + stats.nimbus.found * 50_000,
    );
    expect(stats).toMatchObject({ orion: { calls: 10, doubleCalls: 0 }, astra: { calls: 10 - stats.orion.found } });
    expect(stats.orion.concurrency.maxInFlight).toBeLessThanOrEqual(3);
    expect(job).toMatchObject({ startedAt: expect.any(String), endedAt: expect.any(String), etaSeconds: null });
    const items = (await app.call('GET', `/jobs/${job.id}/items?limit=200`)).body;
    expect(items).toMatchObject({ items: leads.toReversed().map(({ id }) => ({ leadId: id })), nextCursor: null });
  });

  test('over the leads of another job: each provider is called once, and the second job pays nothing', async () => {
    orionAnswers(200);
    const leads = await app.addLeads(6);
    const first = await app.startJob(leads);
    const second = await app.startJob(leads);
    const ended = [await app.jobIn(first.id, 'completed'), await app.jobIn(second.id, 'completed')];
    expect(ended.map(({ counts }) => counts)).toMatchObject([{ found: 6 }, { found: 6 }]);
    expect(ended.map(({ costMicros }) => costMicros)).toEqual([6 * orionPrice, 0]);
    expect(app.sandbox.stats().orion).toMatchObject({ calls: 6, doubleCalls: 0 });
  });

  test('paused: no new call after the answer, and calls in flight are settled; resumed, it completes', async () => {
    orionAnswers(400);
    const leads = await app.addLeads(9);
    const { id } = await app.startJob(leads);
    await calls(3);
    expect(await app.steer(id, 'pause')).toMatchObject({ state: 'paused' });
    const answeredMs = nowMs();
    await vi.waitFor(() => expect(inFlight()).toEqual([]), 30_000);
    await quiet();
    expect(arrivedSince(answeredMs)).toEqual([]);
    expect(app.sandbox.stats().orion.aborted).toBe(0);
    const heard = app.sandbox.stats().orion.found;
    const counts = { found: heard, waiting: 9 - heard, running: 0 };
    await vi.waitFor(async () => expect(await app.job(id)).toMatchObject({ state: 'paused', counts }), 30_000);
    expect(await app.steer(id, 'pause')).toMatchObject({ state: 'paused' });

    await app.steer(id, 'resume');
    expect(await app.jobIn(id, 'completed')).toMatchObject({ counts: { found: 9 }, costMicros: 9 * orionPrice });
    expect(app.sandbox.stats().orion).toMatchObject({ calls: 9, doubleCalls: 0 });
  });

  test('cancelled: no new call after the answer, and calls in flight end', async () => {
    orionNeverAnswers();
    const leads = await app.addLeads(9);
    const { id } = await app.startJob(leads);
    await calls(3);
    expect(['cancelling', 'cancelled']).toContain((await app.steer(id, 'cancel')).state);
    expect(await app.jobIn(id, 'cancelled')).toMatchObject({ counts: { cancelled: 9, waiting: 0, running: 0 } });
    await calledOff(3);
    expect(app.sandbox.stats().orion).toMatchObject({ calls: 3, aborted: 3 });
    expect((await app.lead(leads[0]?.id ?? 0)).phoneStatus).toBe('cancelled');
    expect(await app.call('POST', `/jobs/${id}/resume`, {})).toMatchObject({ status: 409 });
  });

  test('with a spending limit: never spends more, and holds the rest; with a higher limit, it completes', async () => {
    orionAnswers(30);
    const leads = await app.addLeads(8);
    const { id } = await app.startJob(leads, { maxCostMicros: 3.5 * orionPrice });
    expect(await app.jobIn(id, 'on_hold')).toMatchObject({
      error: { code: 'over_budget', text: 'Spending limit reached' },
    });
    await vi.waitFor(
      async () =>
        expect(await app.job(id)).toMatchObject({
          costMicros: 3 * orionPrice,
          counts: { found: 3, on_hold: 5, running: 0, waiting: 0 },
        }),
      30_000,
    );
    expect(app.sandbox.stats().orion.calls).toBe(3);
    for (const lead of leads) await app.leadIn(lead.id, 'found', 'on_hold');
    expect(await app.call('POST', `/jobs/${id}/resume`, { maxCostMicros: 3 * orionPrice })).toMatchObject({
      status: 422,
    });

    await app.steer(id, 'resume', { maxCostMicros: 8 * orionPrice });
    expect(await app.jobIn(id, 'completed')).toMatchObject({ costMicros: 8 * orionPrice, counts: { found: 8 } });
    expect(app.sandbox.stats().orion.calls).toBe(8);
  });

  test('held, resumed and cancelled: every number that was paid counts as found', async () => {
    orionAnswers(30);
    const { id } = await app.startJob(await app.addLeads(30), { maxCostMicros: 2 * orionPrice });
    await app.jobIn(id, 'on_hold');
    orionAnswers(300);
    await app.steer(id, 'resume', { maxCostMicros: 30 * orionPrice });
    await vi.waitFor(() => expect(inFlight().length).toBeGreaterThanOrEqual(3), 30_000);
    await app.steer(id, 'cancel');
    const job = await app.jobIn(id, 'cancelled');
    const sold = app.sandbox.stats().orion.found;
    expect(sold).toBeGreaterThan(2);
    expect(job.counts).toEqual({ waiting: 0, running: 0, found: sold, cancelled: 30 - sold });
    expect(job.costMicros).toBe(sold * orionPrice);
    const states = await itemStates(job);
    expect(states.filter((state) => state === 'found')).toHaveLength(sold);
  });
});

describe('jobs', () => {
  beforeAll(async () => {
    app = await startTestApp({ providers: { orion: orionSettings } });
  });
  afterAll(() => app.close());
  beforeEach(reset);
  afterEach(() => app.expectBooksToBalance());
  const onlyOrion = { email: null, companyName: 'Company' };
  const orionLeads = async (count: number): Promise<Lead[]> => {
    const leads: Lead[] = [];
    for (let n = 0; n < count; n += 1) leads.push(await app.addLead(onlyOrion));
    return leads;
  };

  test('keep at most fifty lookups open, whatever their number of leads', async () => {
    flags({ astra: { hitRate: 1, latencyMs: { min: 200, max: 200 } } });
    await app.patchProvider('orion', { enabled: false });
    const leads = await app.addLeads(60);
    const { id } = await app.startJob(leads);
    let mostOpen = 0;
    await vi.waitFor(
      async () => {
        const { state, counts } = await app.job(id);
        mostOpen = Math.max(mostOpen, counts.running ?? 0);
        expect(state).toBe('completed');
      },
      { timeout: 60_000, interval: 40 },
    );
    expect(mostOpen).toBeGreaterThan(0);
    expect(mostOpen).toBeLessThanOrEqual(50);
    expect(await app.job(id)).toMatchObject({ counts: { found: 60 } });
    expect(app.sandbox.stats().astra).toMatchObject({ calls: 60, doubleCalls: 0 });
    await app.patchProvider('orion', { enabled: true });
  });

  test('a retry is a new job over the failed leads, and calls only the failed providers', async () => {
    flags({ orion: { status: 404 }, astra: { hitRate: 0 } });
    const failing = await app.addLead();
    const fine = await app.addLead({ email: `fine-${crypto.randomUUID()}@gmail.com`, companyWebsite: null });
    const first = await app.startJob([failing, fine]);
    await app.jobIn(first.id, 'completed');
    expect(await itemStates(first)).toEqual(['no_data', 'incomplete']);
    expect(app.sandbox.stats()).toMatchObject({ orion: { calls: 1 }, astra: { calls: 2 }, nimbus: { calls: 2 } });

    flags({ orion: { status: null, hitRate: 1 } });
    const second = await app.steer(first.id, 'retry');
    expect(second).toMatchObject({ retryOf: first.id, total: 1, title: 'Retry phone numbers for 1 lead' });
    expect(await app.jobIn(second.id, 'completed')).toMatchObject({ counts: { found: 1 } });
    expect(app.sandbox.stats()).toMatchObject({ orion: { calls: 2 }, astra: { calls: 2 }, nimbus: { calls: 2 } });
    expect(await app.job(first.id)).toMatchObject({ state: 'completed', counts: { incomplete: 1, no_data: 1 } });
  });

  test('a person’s lookup goes ahead of them', async () => {
    orionAnswers(100);
    await app.patchProvider('orion', { ratePerSecond: 5 });
    const leads = await orionLeads(25);
    const [own] = await orionLeads(1);
    if (own === undefined) throw new Error('no lead');
    const { id } = await app.startJob(leads);
    await calls(6);
    await app.find(own);
    const clickedMs = nowMs();
    await vi.waitFor(() => expect(app.callsAbout(own)).toHaveLength(1), 30_000);
    const ownCall = app.callsAbout(own)[0];
    const ahead = arrivedSince(clickedMs).filter(({ arrivedAtMs }) => arrivedAtMs < (ownCall?.arrivedAtMs ?? 0));
    // Those that had their permits when the person came; without precedence it would be all the rest.
    expect(ahead.length).toBeLessThanOrEqual(6);
    expect((await app.job(id)).state).toBe('running');
    await app.steer(id, 'cancel');
    await app.jobIn(id, 'cancelled');
    await app.patchProvider('orion', { ratePerSecond: 20 });
  });

  test('a cancel keeps a lookup that a person requested, too', async () => {
    orionAnswers(1_200);
    const [lead] = await orionLeads(1);
    if (lead === undefined) throw new Error('no lead');
    const { id } = await app.startJob([lead]);
    await calls(1);
    await app.find(lead);
    await app.steer(id, 'cancel');
    await app.leadIn(lead.id, 'found');
    expect(app.callsAbout(lead)).toMatchObject([{ aborted: false, status: 200 }]);
    // The job had begun the call and paid for it.
    expect(await app.jobIn(id, 'cancelled')).toMatchObject({ counts: { found: 1 } });
  });

  test('paused and then cancelled: the call in flight is settled', async () => {
    orionNeverAnswers();
    const { id } = await app.startJob(await orionLeads(1));
    await calls(1);
    await app.steer(id, 'pause');
    await quiet();
    expect(inFlight()).toHaveLength(1);
    await app.steer(id, 'cancel');
    await calledOff(1);
    await app.jobIn(id, 'cancelled');
  });

  test('held and then cancelled: the call in flight is settled', async () => {
    orionNeverAnswers();
    flags({ astra: { status: 429, retryAfterSeconds: 600 }, nimbus: { status: 401 } });
    const [heard] = await orionLeads(1);
    const waiting = await app.addLead({ email: `both-${crypto.randomUUID()}@gmail.com`, companyWebsite: null });
    const tried = await app.addLead();
    if (heard === undefined) throw new Error('no lead');
    const { id } = await app.startJob([heard, waiting]);
    await vi.waitFor(() => expect(app.callsAbout(heard)).toHaveLength(1), 30_000);
    await vi.waitFor(async () => expect((await app.lead(waiting.id)).phoneDetail?.waitingUntil).toBeTruthy(), 30_000);
    try {
      for (let n = 0; n < 3; n += 1) await app.call('POST', '/providers/nimbus/test', { leadId: tried.id });
      flags({ astra: { status: null } });
      await app.call('POST', '/providers/astra/unblock');
      expect(await app.jobIn(id, 'on_hold')).toMatchObject({ counts: { on_hold: 2 }, error: { code: 'bad_key' } });
      expect(app.callsAbout(heard)).toMatchObject([{ provider: 'orion', endedAtMs: null }]);
      await app.steer(id, 'cancel');
      await vi.waitFor(() => expect(app.callsAbout(heard)).toMatchObject([{ aborted: true }]), 30_000);
      await app.jobIn(id, 'cancelled');
    } finally {
      await app.patchProvider('nimbus', { usable: true });
    }
  });

  test('a refused key puts them on hold, and no further lead is spent; with a valid key they continue', async () => {
    flags({ orion: { status: 401 }, astra: { hitRate: 0 } });
    const leads = await app.addLeads(20);
    const { id } = await app.startJob(leads);
    expect(await app.jobIn(id, 'on_hold')).toMatchObject({
      error: { code: 'bad_key', text: 'Orion refused the key (401)' },
    });
    await vi.waitFor(() => expect(inFlight()).toEqual([]), 30_000);
    // Three faults and what was in flight beside the third.
    expect(app.sandbox.stats().orion.calls).toBeLessThanOrEqual(3 + 2);
    // Those that had met the refusal before the third did may have gone on to the others.
    const { waiting, running, on_hold: onHold, incomplete = 0 } = (await app.job(id)).counts;
    expect({ waiting, running, onHold }).toEqual({ waiting: 0, running: 0, onHold: 20 - incomplete });
    expect(incomplete).toBeLessThanOrEqual(2);

    // One that is begun meanwhile is held by its first lead, before the dearer rest is asked.
    const later = await app.addLeads(4);
    const before = app.sandbox.calls().length;
    const second = await app.startJob(later);
    expect(await app.jobIn(second.id, 'on_hold')).toMatchObject({ error: { code: 'bad_key' }, counts: { on_hold: 4 } });
    expect(app.sandbox.calls()).toHaveLength(before);

    orionAnswers(5, { status: null });
    await app.patchProvider('orion', { usable: true });
    for (const job of [id, second.id]) await app.steer(job, 'resume');
    expect(await app.jobIn(second.id, 'completed')).toMatchObject({ counts: { found: 4 } });
    // Also those whose own call had met the refusal.
    expect((await app.jobIn(id, 'completed')).counts.found).toBe(20 - incomplete);
  });

  test('without leads, a job is completed from the start', async () => {
    const lead = await app.addLead({ phoneNumber: '+34612345678' });
    expect(await app.startJob([lead])).toMatchObject({
      state: 'completed',
      total: 0,
      counts: { waiting: 0, running: 0 },
    });
  });

  test('are estimated by the same rules that start them', async () => {
    const leads = [
      await app.addLead(),
      await app.addLead({ phoneNumber: '+34612345679' }),
      await app.addLead({ doNotContact: true }),
      await app.addLead({
        email: null,
        companyWebsite: null,
        linkedinUrl: `https://www.linkedin.com/in/${crypto.randomUUID()}`,
      }),
    ];
    const estimate = await app.call('POST', '/phone-lookups/estimate', { leadIds: leads.map(({ id }) => id) });
    expect(estimate).toMatchObject({
      status: 200,
      body: { leads: 1, cost: { leastMicros: 0, mostMicros: orionPrice } },
    });
    expect((estimate.body as { skipped: { reason: { code: string }; count: number }[] }).skipped).toEqual(
      expect.arrayContaining([
        { reason: expect.objectContaining({ code: 'has_phone' }), count: 1 },
        { reason: expect.objectContaining({ code: 'do_not_contact' }), count: 1 },
        { reason: expect.objectContaining({ code: 'missing_input' }), count: 1 },
      ]),
    );
    const job = await app.startJob(leads);
    expect(job.total).toBe(1);
    await app.jobIn(job.id, 'completed');
  });

  test('use known answers for free', async () => {
    orionAnswers(5);
    const leads = await app.addLeads(3);
    await app.jobIn((await app.startJob(leads)).id, 'completed');
    // Somebody takes the numbers away; asking for them again is free.
    for (const lead of leads) await app.patchLead(lead.id, { phoneNumber: null });
    const again = await app.jobIn((await app.startJob(leads)).id, 'completed');
    expect(again).toMatchObject({ counts: { found: 3 }, costMicros: 0 });
    const forced = await app.startJob(leads, { scope: 'all', force: true });
    expect(await app.jobIn(forced.id, 'completed')).toMatchObject({ counts: { found: 3 }, costMicros: 3 * orionPrice });
    expect(app.sandbox.stats().orion.calls).toBe(6);
  });
});
