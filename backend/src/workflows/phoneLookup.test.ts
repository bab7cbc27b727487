import type { Lead } from '@tinygenesy/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FlagChanges, ProviderId } from '../providers/sandbox/flags.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

/** Fields with the inputs of some providers only. */
const onlyAskable = {
  orion: { email: null, companyName: 'Company' },
  astra: () => ({ email: `astra-${crypto.randomUUID()}@gmail.com`, companyWebsite: null, jobTitle: null }),
  astraAndNimbus: () => ({ email: `both-${crypto.randomUUID()}@gmail.com`, companyWebsite: null }),
};
/** Longer than any wait of these tests, so that no call times out. */
const longTimeoutMs = 60_000;
const nobodyKnows: FlagChanges = { orion: { hitRate: 0 }, astra: { hitRate: 0 }, nimbus: { hitRate: 0 } };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ providers: { orion: { timeoutMs: longTimeoutMs } } });
});
afterAll(() => app.close());
beforeEach(() => {
  app.sandbox.reset();
  app.sandbox.setFlags(nobodyKnows);
});
afterEach(() => app.expectBooksToBalance());

const knows = (id: ProviderId): unknown => app.sandbox.setFlags({ [id]: { hitRate: 1 } });
const askedAbout = (lead: Lead): string[] => app.callsAbout(lead).map(({ provider }) => provider);
const requestsOf = (lead: Lead) =>
  app.database.prisma.request.findMany({ where: { leadId: lead.id }, orderBy: { id: 'asc' } });
const underWay = (lead: Lead) =>
  vi.waitFor(() => {
    const [call] = app.callsAbout(lead).filter(({ endedAtMs }) => endedAtMs === null);
    expect(call).toBeDefined();
    return call;
  }, 30_000);

describe('the waterfall', () => {
  test.each<[ProviderId, string[]]>([
    ['orion', ['orion']],
    ['astra', ['orion', 'astra']],
    ['nimbus', ['orion', 'astra', 'nimbus']],
  ])('ends at the first number: %s knows it', async (finder, asked) => {
    knows(finder);
    const lead = await app.addLead();
    expect(await app.find(lead)).toMatchObject({ leadId: lead.id, workflowId: `phone-lookup-${lead.id}` });
    const after = await app.leadIn(lead.id, 'found');
    expect(after).toMatchObject({ phoneProvider: finder, phoneMode: 'sandbox', phoneDetail: null });
    expect(after.phoneNumber).toMatch(/^\+\d{6,15}$/u);
    expect(askedAbout(lead)).toEqual(asked);
    expect(after.phoneLookup.providers.map(({ state }) => state)).toEqual(
      ['orion', 'astra', 'nimbus'].map((id, place) =>
        id === finder ? 'found' : place < asked.length ? 'not_found' : 'not_asked',
      ),
    );
    const price = { orion: 100_000, astra: 20_000, nimbus: 50_000 }[finder];
    expect(after.phoneLookup.attempts.map(({ costMicros, charge }) => [costMicros, charge])).toEqual(
      asked.map((id) => (id === finder ? [price, 'charged'] : [0, 'none'])),
    );
    const [request] = await requestsOf(lead);
    expect(request).toMatchObject({ state: 'found', costMicros: BigInt(price) });
    expect(request?.endedAt).not.toBeNull();
  });

  test('no provider has a number: no data, and a later lookup makes no call', async () => {
    const lead = await app.addLead();
    await app.find(lead);
    expect(await app.leadIn(lead.id, 'no_data')).toMatchObject({ phoneNumber: null, phoneDetail: null });
    expect(askedAbout(lead)).toHaveLength(3);
    await app.find(lead);
    await vi.waitFor(async () =>
      expect((await requestsOf(lead)).map(({ state }) => state)).toEqual(['no_data', 'no_data']),
    );
    expect(askedAbout(lead)).toHaveLength(3);
  });

  test('a provider without its input is skipped and named', async () => {
    const lead = await app.addLead(onlyAskable.astra());
    await app.find(lead);
    const after = await app.leadIn(lead.id, 'no_data');
    expect(after.phoneDetail?.reason?.text).toBe(
      'Not asked: Orion (needs a company website), Nimbus (needs a job title)',
    );
    expect(askedAbout(lead)).toEqual(['astra']);
  });

  test('a lead without inputs is skipped, with the missing inputs', async () => {
    const lead = await app.addLead({
      email: null,
      companyWebsite: null,
      jobTitle: null,
      linkedinUrl: 'https://www.linkedin.com/in/ana-faro',
    });
    await app.find(lead);
    expect((await app.leadIn(lead.id, 'skipped')).phoneDetail?.reason?.text).toBe(
      'Needs an email or a company website',
    );
    expect(app.sandbox.calls()).toEqual([]);
  });

  test('settings decide the order and the enabled providers', async () => {
    knows('nimbus');
    await app.patchProvider('nimbus', { position: 1 });
    await app.patchProvider('astra', { enabled: false });
    const lead = await app.addLead();
    try {
      await app.find(lead);
      await app.leadIn(lead.id, 'found');
      const missed = await app.addLead(onlyAskable.astra());
      await app.find(missed);
      await app.leadIn(missed.id, 'skipped');
      expect(app.sandbox.calls().map(({ provider }) => provider)).toEqual(['nimbus']);
    } finally {
      await app.patchProvider('nimbus', { position: 3 });
      await app.patchProvider('astra', { enabled: true });
    }
  });

  test('the lead names the current provider during the lookup', async () => {
    app.sandbox.setFlags({ astra: { hitRate: 1, latencyMs: { min: 1_000, max: 1_000 } } });
    const lead = await app.addLead();
    const { phoneStatus } = await app.find(lead);
    expect(phoneStatus).toBe('queued');
    await vi.waitFor(async () => {
      const { phoneStatus: status, phoneDetail, phoneLookup } = await app.lead(lead.id);
      expect({ status, phoneDetail }).toMatchObject({
        status: 'asking',
        phoneDetail: { provider: 'astra', step: 2, of: 3 },
      });
      expect(phoneLookup.providers.map(({ state }) => state)).toEqual(['not_found', 'asking', 'not_asked']);
    }, 30_000);
    await app.leadIn(lead.id, 'found');
  });
});

describe('asking twice', () => {
  test('a second click joins the running lookup', async () => {
    app.sandbox.setFlags({ orion: { hitRate: 1, latencyMs: { min: 600, max: 600 } } });
    const lead = await app.addLead();
    const first = await app.find(lead);
    await underWay(lead);
    const second = await app.find(lead);
    expect(second.workflowId).toBe(first.workflowId);
    await app.leadIn(lead.id, 'found');
    expect(askedAbout(lead)).toEqual(['orion']);
    expect(await requestsOf(lead)).toHaveLength(1);
  });

  test('a lead with a number costs nothing', async () => {
    knows('orion');
    const lead = await app.addLead();
    await app.find(lead);
    const { phoneNumber } = await app.leadIn(lead.id, 'found');
    expect(await app.call('POST', `/leads/${lead.id}/phone-lookup`, {})).toMatchObject({
      status: 200,
      body: { phoneNumber, phoneStatus: 'found' },
    });
    expect(askedAbout(lead)).toEqual(['orion']);
  });

  test('a forced lookup calls all providers again, in a new round', async () => {
    knows('astra');
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    knows('orion');
    await app.find(lead, { force: true });
    const after = await vi.waitFor(async () => {
      const now = await app.leadIn(lead.id, 'found');
      expect(now.phoneProvider).toBe('orion');
      return now;
    }, 30_000);
    expect(askedAbout(lead)).toEqual(['orion', 'astra', 'orion']);
    expect(after.phoneLookup.attempts.map(({ round }) => round)).toEqual([1, 1, 2]);
  });

  test('a plain retry after a failed forced lookup calls only the providers that failed in its round', async () => {
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'no_data');
    app.sandbox.setFlags({ ...nobodyKnows, orion: { status: 400 } });
    await app.find(lead, { force: true });
    await app.leadIn(lead.id, 'incomplete');
    const asked = askedAbout(lead).length;
    app.sandbox.setFlags({ orion: { status: null, hitRate: 1 } });
    await app.find(lead);
    const after = await app.leadIn(lead.id, 'found');
    expect(askedAbout(lead).slice(asked)).toEqual(['orion']);
    expect(after.phoneLookup.attempts.at(-1)).toMatchObject({ provider: 'orion', round: 2, outcome: 'found' });
    expect((await requestsOf(lead)).map(({ force, round }) => [force, round])).toEqual([
      [false, 0],
      [true, 2],
      [true, 2],
    ]);
  });

  test('a forced lookup without a result keeps the old number and its state', async () => {
    knows('orion');
    const lead = await app.addLead();
    await app.find(lead);
    const before = await app.leadIn(lead.id, 'found');
    app.sandbox.setFlags(nobodyKnows);
    await app.find(lead, { force: true });
    await vi.waitFor(async () => expect((await requestsOf(lead)).at(-1)?.state).toBe('no_data'), 30_000);
    const { phoneNumber, phoneStatus, phoneProvider } = await app.lead(lead.id);
    expect({ phoneNumber, phoneStatus, phoneProvider }).toEqual({
      phoneNumber: before.phoneNumber,
      phoneStatus: 'found',
      phoneProvider: 'orion',
    });
    expect(askedAbout(lead)).toEqual(['orion', 'orion', 'astra', 'nimbus']);
  });
});

describe('providers that fail', () => {
  test('a provider that answers 500 first is called again by itself', async () => {
    app.sandbox.setFlags({ orion: { hitRate: 1, failureRate: 1 } });
    const lead = await app.addLead();
    await app.find(lead);
    const { phoneLookup } = await app.leadIn(lead.id, 'found');
    expect(
      phoneLookup.attempts.map(({ outcome, httpStatus, costMicros }) => [outcome, httpStatus, costMicros]),
    ).toEqual([
      ['error', 500, 0],
      ['found', 200, 100_000],
    ]);
  });

  test('timeouts, invalid answers, 500 and a wrong address have their own outcomes and numbers of tries', async () => {
    app.sandbox.setFlags({ orion: { hang: true }, astra: { garbage: 'wrong_schema' }, nimbus: { status: 500 } });
    await app.patchProvider('orion', { timeoutMs: 200 });
    const hanging = await app.addLead(onlyAskable.orion);
    const garbled = await app.addLead(onlyAskable.astra());
    const all = await app.addLead();
    try {
      await Promise.all([hanging, garbled, all].map((lead) => app.find(lead)));
      const said = async (lead: Lead) => {
        const { phoneDetail, phoneLookup } = await app.leadIn(lead.id, 'error');
        return { code: phoneDetail?.reason?.code, tries: phoneLookup.attempts.length, failed: phoneDetail?.failed };
      };
      expect(await said(hanging)).toMatchObject({ code: 'timeout', tries: 2 });
      expect(await said(garbled)).toMatchObject({ code: 'unexpected_answer', tries: 1 });
      expect(await said(all)).toMatchObject({
        code: 'timeout',
        tries: 2 + 1 + 3,
        failed: [
          { provider: 'orion', reason: { code: 'timeout' } },
          { provider: 'astra', reason: { code: 'unexpected_answer' } },
          { provider: 'nimbus', reason: { code: 'server_error' } },
        ],
      });
      expect(app.callsAbout(hanging).every(({ aborted }) => aborted)).toBe(true);
    } finally {
      await app.patchProvider('orion', { timeoutMs: longTimeoutMs });
    }
  });

  test('a wrong address does not read as "no data"', async () => {
    app.sandbox.setFlags({ orion: { status: 404 } });
    const lead = await app.addLead(onlyAskable.orion);
    await app.find(lead);
    const { phoneDetail, phoneLookup } = await app.leadIn(lead.id, 'error');
    expect(phoneDetail?.reason).toMatchObject({ code: 'endpoint_not_found', provider: 'orion' });
    expect(phoneLookup.attempts).toHaveLength(1);
    // An answer resets the count of faults.
    app.sandbox.setFlags({ orion: { status: null } });
    await app.find(lead);
    await app.leadIn(lead.id, 'no_data');
    expect(await app.database.prisma.provider.findUnique({ where: { id: 'orion' } })).toMatchObject({
      faultsInRow: 0,
      unusableCode: null,
    });
  });

  test('a failed provider among misses is named, and a retry calls only that one', async () => {
    app.sandbox.setFlags({ astra: { status: 503 } });
    const lead = await app.addLead();
    await app.find(lead);
    expect((await app.leadIn(lead.id, 'incomplete')).phoneDetail).toMatchObject({
      reason: { code: 'server_error', provider: 'astra', text: 'Not found, Astra failed' },
      failed: [{ provider: 'astra' }],
    });
    expect(askedAbout(lead)).toEqual(['orion', 'astra', 'astra', 'astra', 'nimbus']);
    app.sandbox.setFlags({ astra: { status: null, hitRate: 1 } });
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    expect(askedAbout(lead)).toEqual(['orion', 'astra', 'astra', 'astra', 'nimbus', 'astra']);
  });

  test('429: waits as long as the provider asks, shows the end of the wait, and counts no attempt', async () => {
    app.sandbox.setFlags({ astra: { status: 429 } });
    const lead = await app.addLead();
    await app.find(lead);
    await vi.waitFor(async () => {
      const { phoneStatus, phoneDetail } = await app.lead(lead.id);
      expect(phoneStatus).toBe('queued');
      expect(phoneDetail).toMatchObject({ provider: 'astra', step: 2, of: 3 });
      expect(phoneDetail?.waitingUntil).not.toBeNull();
    }, 30_000);
    const refused = app.callsAbout(lead, 'astra').at(-1);
    app.sandbox.setFlags({ astra: { status: null, hitRate: 1 } });
    const { phoneLookup } = await app.leadIn(lead.id, 'found');
    expect(phoneLookup.attempts.map(({ provider, attempt }) => [provider, attempt])).toEqual([
      ['orion', 1],
      ['astra', 1],
    ]);
    const calls = app.callsAbout(lead, 'astra');
    const after = calls.find(({ status }) => status === 200);
    const before = calls.filter(({ status }) => status === 429).at(-1) ?? refused;
    expect((after?.arrivedAtMs ?? 0) - (before?.endedAtMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('a key that is refused three times in a row makes the provider unusable and puts the lead on hold', async () => {
    app.sandbox.setFlags({ orion: { status: 401 } });
    const leads = [await app.addLead(onlyAskable.orion), await app.addLead(onlyAskable.orion)];
    for (const lead of leads) {
      await app.find(lead);
      expect((await app.leadIn(lead.id, 'error')).phoneDetail?.reason?.code).toBe('bad_key');
    }
    const third = await app.addLead();
    await app.find(third);
    expect((await app.leadIn(third.id, 'on_hold')).phoneDetail?.reason).toEqual({
      code: 'bad_key',
      provider: 'orion',
      text: 'Orion refused the key (401)',
    });
    // The other providers were still called for the person.
    expect(askedAbout(third)).toEqual(['orion', 'astra', 'nimbus']);
    expect(await app.call('GET', '/providers')).toMatchObject({
      body: { providers: [{ id: 'orion', usable: false, notUsable: { code: 'bad_key' } }, {}, {}] },
    });
    const fourth = await app.addLead(onlyAskable.orion);
    await app.find(fourth);
    await app.leadIn(fourth.id, 'on_hold');
    expect(askedAbout(fourth)).toEqual([]);

    app.sandbox.setFlags({ orion: { status: null, hitRate: 1 } });
    expect(await app.patchProvider('orion', { usable: true })).toMatchObject({ usable: true, notUsable: null });
    await app.find(fourth);
    await app.leadIn(fourth.id, 'found');
  });
});

describe('changes during a lookup', () => {
  const orionAnswers = (afterMs: number) =>
    app.sandbox.setFlags({ orion: { hang: false, hitRate: 1, latencyMs: { min: afterMs, max: afterMs } } });
  const orionNeverAnswers = (): unknown => app.sandbox.setFlags({ orion: { hang: true } });
  const calledOff = (lead: Lead) =>
    vi.waitFor(() => expect(app.callsAbout(lead)).toMatchObject([{ provider: 'orion', aborted: true }]), 30_000);

  test('a person’s cancel closes the connection of the call', async () => {
    orionNeverAnswers();
    const lead = await app.addLead();
    await app.find(lead);
    await underWay(lead);
    const answer = await app.call('DELETE', `/leads/${lead.id}/phone-lookup`, {});
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    await calledOff(lead);
    await vi.waitFor(async () => {
      const [attempt] = (await app.lead(lead.id)).phoneLookup.attempts;
      const spent = { charge: 'uncertain', costMicros: 100_000 };
      expect(attempt).toMatchObject({ outcome: 'error', reason: { code: 'cancelled' }, ...spent });
    }, 30_000);
    expect(await app.lead(lead.id)).toMatchObject({ phoneStatus: 'cancelled' });
    expect(askedAbout(lead)).toEqual(['orion']);
    expect(await app.call('DELETE', `/leads/${lead.id}/phone-lookup`, {})).toMatchObject({ status: 409 });
  });

  test('a cancelled lookup can be started again at once', async () => {
    // The running call may be kept when the lookup is requested again soon enough.
    orionAnswers(5_000);
    const lead = await app.addLead();
    await app.find(lead);
    await underWay(lead);
    await app.call('DELETE', `/leads/${lead.id}/phone-lookup`, {});
    orionAnswers(5);
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    expect(await requestsOf(lead)).toMatchObject([{ state: 'cancelled' }, { state: 'found' }]);
  });

  test('a deleted lead: the call ends, and no other provider is called', async () => {
    orionNeverAnswers();
    const lead = await app.addLead();
    await app.find(lead);
    await underWay(lead);
    expect((await app.call('DELETE', `/leads/${lead.id}`)).status).toBe(204);
    await vi.waitFor(
      async () => expect(await requestsOf(lead)).toMatchObject([{ state: 'cancelled', reasonCode: 'lead_deleted' }]),
      30_000,
    );
    await calledOff(lead);
    expect(askedAbout(lead)).toEqual(['orion']);
  });

  test('do-not-contact: the call ends, and the lead reads as before the lookup', async () => {
    orionNeverAnswers();
    const lead = await app.addLead();
    await app.find(lead);
    await underWay(lead);
    await app.patchLead(lead.id, { doNotContact: true });
    await calledOff(lead);
    expect(await app.leadIn(lead.id, 'none')).toMatchObject({
      phoneDetail: { provider: null, reason: { code: 'do_not_contact' } },
      phoneNumber: null,
    });
    expect(await requestsOf(lead)).toMatchObject([{ state: 'skipped', reasonCode: 'do_not_contact' }]);
    expect(await app.call('POST', `/leads/${lead.id}/phone-lookup`, {})).toMatchObject({ status: 409 });
  });

  test('the next call uses the edited lead', async () => {
    orionAnswers(800);
    const before = await app.addLead();
    await app.find(before);
    await underWay(before);
    const after = await app.patchLead(before.id, { lastName: 'Renamed' });
    const { phoneNumber, phoneLookup } = await app.leadIn(before.id, 'found');
    expect(askedAbout(before)).toEqual(['orion']);
    expect(askedAbout(after)).toEqual(['orion']);
    expect(phoneLookup.attempts).toHaveLength(2);
    expect(phoneNumber).toBe(phoneLookup.attempts[1]?.phoneNumber);
  });

  test('a number that a person types meanwhile stays the chosen one; the found number is added', async () => {
    orionAnswers(800);
    const lead = await app.addLead({ countryCode: 'ES' });
    await app.find(lead);
    await underWay(lead);
    await app.patchLead(lead.id, { phoneNumber: '612 345 678' });
    await vi.waitFor(async () => expect((await requestsOf(lead))[0]?.endedAt).not.toBeNull(), 30_000);
    const after = await app.lead(lead.id);
    expect(after).toMatchObject({ phoneNumber: '+34612345678', phoneProvider: 'manual', phoneStatus: 'found' });
    expect(after.phoneLookup.attempts).toMatchObject([{ outcome: 'found', costMicros: 100_000 }]);
    expect(after.phoneLookup.attempts[0]?.phoneNumber).not.toBe('+34612345678');
    expect(askedAbout(lead)).toEqual(['orion']);
  });
});
