import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const onlyOrion = { email: null, companyName: 'Company' };
const onlyAstra = () => ({ email: `astra-${crypto.randomUUID()}@gmail.com`, companyWebsite: null, jobTitle: null });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.call('POST', '/providers/orion/unblock');
  app.sandbox.reset();
});
afterEach(() => app.expectBooksToBalance());

describe('a provider that asks to wait for an hour', () => {
  const blockOrion = (): unknown => app.sandbox.setFlags({ orion: { status: 429, retryAfterSeconds: 3_600 } });
  const mendOrion = (): unknown => app.sandbox.setFlags({ orion: { status: null, hitRate: 1 } });

  test('holds the jobs that need it and no others, until it is unblocked', async () => {
    blockOrion();
    const leads = [await app.addLead(onlyOrion), await app.addLead(onlyOrion)];
    const others = [await app.addLead(onlyAstra())];
    const needsIt = await app.startJob(leads);
    const held = await app.jobIn(needsIt.id, 'on_hold');
    expect(held).toMatchObject({ costMicros: 0, error: { code: 'rate_limited' } });
    expect(held.error?.text).toMatch(/^Orion asks to wait until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/u);
    const heldUntilMs = Date.parse(
      `${/until (?<day>\S+) (?<time>\S+) UTC/u
        .exec(held.error?.text ?? '')
        ?.slice(1)
        .join('T')}Z`,
    );
    expect(Math.abs(heldUntilMs - Date.now() - 3_600_000)).toBeLessThan(180_000);
    app.sandbox.setFlags({ astra: { hitRate: 1 } });
    expect((await app.jobIn((await app.startJob(others)).id, 'completed')).counts).toMatchObject({ found: 1 });
    expect(await app.job(needsIt.id)).toMatchObject({ state: 'on_hold' });

    // A job that is resumed too early goes on hold again and calls no provider.
    const callsBefore = leads.flatMap((lead) => app.callsAbout(lead)).length;
    await app.steer(needsIt.id, 'resume');
    await app.jobIn(needsIt.id, 'on_hold');
    expect(leads.flatMap((lead) => app.callsAbout(lead))).toHaveLength(callsBefore);

    mendOrion();
    expect(await app.call('POST', '/providers/orion/unblock')).toMatchObject({
      status: 200,
      body: { id: 'orion', limiter: { blockedUntil: null } },
    });
    const done = await app.jobIn(needsIt.id, 'completed');
    expect(done).toMatchObject({ counts: { found: 2 }, costMicros: 200_000 });
    const charged = leads.flatMap((lead) => app.callsAbout(lead)).filter(({ status }) => status === 200);
    expect(charged).toHaveLength(2);
  });

  test('holds a job until the block ends', async () => {
    blockOrion();
    const job = await app.startJob([await app.addLead(onlyOrion)]);
    await app.jobIn(job.id, 'on_hold');
    await app.restart();
    expect(await app.job(job.id)).toMatchObject({ state: 'on_hold' });

    mendOrion();
    await app.database.prisma.permitBlock.updateMany({ data: { blockedUntilMs: 0 } });
    await app.restart();
    expect((await app.jobIn(job.id, 'completed')).counts).toMatchObject({ found: 1 });
  });

  test('a person sees the wait at once, or the result of the other providers', async () => {
    blockOrion();
    const alone = await app.addLead(onlyOrion);
    await app.find(alone);
    expect((await app.leadIn(alone.id, 'error')).phoneDetail?.reason).toMatchObject({
      code: 'rate_limited',
      provider: 'orion',
    });
    app.sandbox.setFlags({ astra: { hitRate: 1 } });
    const known = await app.addLead();
    await app.find(known);
    expect(await app.leadIn(known.id, 'found')).toMatchObject({ phoneProvider: 'astra' });
  });

  test('lifting a block wakes the lookups that wait for its end', async () => {
    app.sandbox.setFlags({ orion: { status: 429, retryAfterSeconds: 600 } });
    const lead = await app.addLead(onlyOrion);
    await app.find(lead);
    await vi.waitFor(async () => expect((await app.lead(lead.id)).phoneDetail?.waitingUntil).toBeTruthy(), 30_000);
    mendOrion();
    await app.call('POST', '/providers/orion/unblock');
    await app.leadIn(lead.id, 'found');
  });
});

test('an unknown provider is not unblocked', async () => {
  expect(await app.call('POST', '/providers/nobody/unblock')).toMatchObject({ status: 404 });
});
