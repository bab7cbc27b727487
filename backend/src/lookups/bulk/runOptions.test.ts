import { type Job, type Lead, leadSchema, lookupEstimateSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabases } from '../../db/testDatabase.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

const always = { hitRate: 1 };

describe.each(testDatabases)('the options of a run on $dialect', ({ dialect }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect, sandbox: { orion: always, astra: always, nimbus: always } });
  });
  afterAll(() => app.close());

  const asked = (leads: readonly Lead[]): number => leads.filter((lead) => app.callsAbout(lead).length > 0).length;
  const ids = (leads: readonly Lead[]): number[] => leads.map(({ id }) => id);
  const estimate = async (body: Record<string, unknown>) => {
    const answer = await app.call('POST', '/phone-lookups/estimate', body);
    expect(answer.status).toBe(200);
    return lookupEstimateSchema.parse(answer.body);
  };

  test('a pilot pauses the job after exactly so many leads, also over a restart, and tells what the rest would bring', async () => {
    const leads = await app.addLeads(9);
    const { id } = await app.startJob(leads, { pilot: 4 });
    await app.restart();
    const paused = await app.jobIn(id, 'paused');
    expect(asked(leads)).toBe(4);
    expect(paused).toMatchObject({
      counts: { found: 4, waiting: 5 },
      error: { code: 'pilot_done', text: 'Paused after the first 4 of 9 leads, as requested' },
      pilot: {
        leads: 4,
        found: 4,
        foundMobile: null,
        costMicros: paused.costMicros,
        rest: { leads: 5, expectedFound: 5, expectedMicros: (paused.costMicros / 4) * 5 },
      },
    });
    await app.steer(id, 'resume');
    const done: Job = await app.jobIn(id, 'completed');
    expect(done).toMatchObject({ counts: { found: 9 }, pilot: null, error: null });
    expect(asked(leads)).toBe(9);
    await app.expectBooksToBalance();
  });

  test('a pilot that is ended leaves the other leads as they were; one that covers all leads is none', async () => {
    const leads = await app.addLeads(3);
    const { id } = await app.startJob(leads, { pilot: 1 });
    await app.jobIn(id, 'paused');
    await app.steer(id, 'cancel');
    expect(await app.jobIn(id, 'cancelled')).toMatchObject({ counts: { found: 1, cancelled: 2 }, pilot: null });
    expect(asked(leads)).toBe(1);
    const all = await app.startJob(await app.addLeads(2), { pilot: 2 });
    expect(await app.jobIn(all.id, 'completed')).toMatchObject({ counts: { found: 2 } });
  });

  test('a person pauses and resumes during the pilot: it goes on', async () => {
    const leads = await app.addLeads(5);
    const { id } = await app.startJob(leads, { pilot: 2 });
    await app.call('POST', `/jobs/${id}/pause`, {});
    await app.call('POST', `/jobs/${id}/resume`, {});
    await expect.poll(async () => (await app.job(id)).error?.code, { timeout: 30_000 }).toBe('pilot_done');
    expect(asked(leads)).toBe(2);
    await app.steer(id, 'cancel');
    await app.jobIn(id, 'cancelled');
  });

  test('the limit per lead is kept, and providers above it are not asked', async () => {
    const leads = await app.addLeads(3);
    const run = { leadIds: ids(leads), maxCostPerLeadMicros: 60_000 };
    expect((await estimate(run)).cost.mostMicros).toBeLessThanOrEqual(3 * 60_000);
    const { id } = await app.startJob(leads, { maxCostPerLeadMicros: 60_000 });
    expect(await app.jobIn(id, 'completed')).toMatchObject({ counts: { found: 3 }, costMicros: 3 * 20_000 });
    expect(leads.flatMap((lead) => app.callsAbout(lead, 'orion'))).toEqual([]);
    expect(await estimate({ ...run, leadIds: ids(await app.addLeads(2)), maxCostPerLeadMicros: 19_999 })).toMatchObject(
      {
        leads: 0,
        skipped: [{ reason: { code: 'over_lead_limit' }, count: 2 }],
      },
    );
  });

  test('the estimate shows what the rule for mobile numbers adds', async () => {
    const leadIds = ids(await app.addLeads(4));
    const any = await estimate({ leadIds });
    const mobile = await estimate({ leadIds, stopAt: 'mobile' });
    expect(any.costAtAny).toBeNull();
    expect(mobile.costAtAny).toEqual(any.cost);
    expect(any.waterfall).toMatchObject([{ name: 'Orion', leads: 4 }, { name: 'Astra' }, { name: 'Nimbus' }]);
    expect(mobile.waterfall[0]?.matchRate).toBeLessThan(any.waterfall[0]?.matchRate ?? 0);
    for (const { cost, waterfall } of [any, mobile]) {
      expect(waterfall.reduce((sum, { found }) => sum + found, waterfall.at(-1)?.left ?? 0)).toBe(4);
      expect(waterfall.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBeCloseTo(cost.expectedMicros, -1);
    }
    expect(mobile.cost.mostMicros).toBe(4 * 170_000);
    expect(mobile.cost.mostMicros).toBeGreaterThan(any.cost.mostMicros);
    expect(mobile.cost.expectedMicros).toBeGreaterThan(any.cost.expectedMicros);
  });

  test('leads with a mobile number are out of scope, and leads with a landline are in it when it is said', async () => {
    const [one, other] = await app.addLeads(2);
    if (one === undefined || other === undefined) throw new Error('Two leads were added');
    await app.patchLead(one.id, { phoneNumber: '+34612345678' });
    await app.patchLead(other.id, { phoneNumber: '+34912345678' });
    const run = { leadIds: [one.id, other.id], stopAt: 'mobile' };
    expect(await estimate(run)).toMatchObject({ leads: 0, skipped: [{ reason: { code: 'has_phone' }, count: 2 }] });
    const wider = await estimate({ ...run, scope: 'no_mobile' });
    expect(Object.fromEntries(wider.skipped.map(({ reason, count }) => [reason.code, count]))).toEqual({
      has_mobile: 1,
      // In the sandbox a real number is never replaced.
      has_real_number: 1,
    });
    expect((await app.call('POST', '/phone-lookups', { ...run, scope: 'no_mobile', stopAt: 'any' })).status).toBe(422);
    const click = await app.call('POST', `/leads/${one.id}/phone-lookup`, { stopAt: 'mobile' });
    expect(click).toMatchObject({ status: 200, body: { phoneNumber: '+34612345678' } });
  });

  test('a click for a mobile number asks until one is found', async () => {
    const lead = await app.addLead({ countryCode: 'ES' });
    expect((await app.call('POST', `/leads/${lead.id}/phone-lookup`, { stopAt: 'mobile' })).status).toBe(202);
    const done = await app.leadIn(lead.id, 'found');
    const { phoneType } = leadSchema.parse({ ...done });
    const calls = app.callsAbout(lead);
    expect(phoneType === 'mobile' || calls.length === 3).toBe(true);
  });
});
