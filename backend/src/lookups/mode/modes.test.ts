import type { Mode } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabases } from '../../db/testDatabase.ts';
import { sandboxTarget } from '../../providers/registry.ts';
import { type Sandbox, startSandbox } from '../../providers/sandbox/startSandbox.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const slow = { latencyMs: { min: 100, max: 200 }, failureRate: 0, hitRate: 1 };
const longEnough = { timeout: 60_000, interval: 40 };

describe.each(testDatabases)('a switch of mode on $dialect, as providers count it', ({ dialect }) => {
  let app: TestApp;
  /** Counts what would be paid. */
  let live: Sandbox;
  beforeAll(async () => {
    live = await startSandbox({
      overrides: Object.fromEntries(
        ['orion', 'astra', 'nimbus'].map((id) => [id, { ...slow, ratePerSecond: 1_000, maxConcurrent: 500 }]),
      ),
    });
    app = await startTestApp({
      dialect,
      endpointOf: (provider, sandboxUrl, mode) => sandboxTarget(provider, mode === 'live' ? live.url : sandboxUrl),
    });
  });
  afterAll(async () => {
    await app.close();
    await live.close();
  });
  beforeEach(async () => {
    await switchTo('sandbox');
    app.sandbox.setFlags({ orion: slow, astra: slow, nimbus: slow });
  });

  const switchTo = async (mode: Mode) => {
    const answer = await app.call('PATCH', '/settings', { mode });
    expect(answer).toMatchObject({ status: 200, body: { mode } });
  };
  /** Without those that asked us to wait, which are no attempts. */
  const callsOf = (mode: Mode) => (mode === 'live' ? live : app.sandbox).calls().filter(({ status }) => status !== 429);
  const linesOf = (mode: Mode) =>
    app.database.prisma.attempt.findMany({
      where: { mode, state: { in: ['sent', 'settled', 'failed', 'uncertain'] } },
    });
  const questionsOf = (rows: readonly { provider: string; inputHash: string | null }[]) =>
    rows.map(({ provider, inputHash }) => `${provider} ${inputHash}`).toSorted();

  /** Each provider was called exactly for the lines of its mode. */
  async function expectEachCallInItsMode(): Promise<void> {
    for (const mode of ['sandbox', 'live'] as const) {
      await vi.waitFor(
        () => expect(callsOf(mode).filter(({ endedAtMs }) => endedAtMs === null)).toEqual([]),
        longEnough,
      );
      await vi.waitFor(
        async () => expect(questionsOf(await linesOf(mode))).toEqual(questionsOf(callsOf(mode))),
        longEnough,
      );
    }
    await expectBooksToBalance(app.database);
  }

  test('a sandbox job makes no live call: it is on hold without resume or retry, and continues in sandbox mode', async () => {
    const leads = await app.addLeads(40);
    const job = await app.startJob(leads);
    await vi.waitFor(() => expect(callsOf('sandbox').length).toBeGreaterThan(3), longEnough);
    await switchTo('live');
    // A call that passed its gate just before is on its way.
    const held = await app.jobIn(job.id, 'on_hold');
    expect(held).toMatchObject({ mode: 'sandbox', error: { code: 'other_mode' } });
    expect(callsOf('live')).toEqual([]);
    expect(await app.call('POST', `/jobs/${job.id}/resume`, {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('sandbox providers, which are off now') as string },
    });
    expect((await app.call('POST', `/jobs/${job.id}/retry`, {})).status).toBe(409);

    await switchTo('sandbox');
    await app.steer(job.id, 'resume');
    const done = await app.jobIn(job.id, 'completed');
    expect(done).toMatchObject({ counts: { found: 40 }, costMicros: 4_000_000 });
    expect(callsOf('live')).toEqual([]);
    await expectEachCallInItsMode();
  });

  test('a waiting lookup of a person ends as cancelled, and calls no live provider', async () => {
    app.sandbox.setFlags({ orion: { status: 429, retryAfterSeconds: 60 } });
    const lead = await app.addLead({ email: null, companyName: 'Company' });
    await app.find(lead);
    await vi.waitFor(async () => expect((await app.lead(lead.id)).phoneDetail?.waitingUntil).toBeTruthy(), longEnough);
    await switchTo('live');
    await app.leadIn(lead.id, 'cancelled');
    expect(callsOf('live')).toEqual([]);
    await app.find(lead);
    expect(await app.leadIn(lead.id, 'found')).toMatchObject({ phoneMode: 'live' });
    expect(callsOf('live')).toHaveLength(1);
    app.sandbox.setFlags({ orion: { status: null } });
    await app.call('POST', '/providers/orion/unblock');
  });

  test('every call is sent in the mode of its line, also during switches', async () => {
    await app.call('POST', '/providers/orion/unblock');
    for (let turn = 0; turn < 6; turn += 1) {
      const mode: Mode = turn % 2 === 0 ? 'live' : 'sandbox';
      await app.startJob(await app.addLeads(8));
      for (const lead of await app.addLeads(3)) await app.find(lead);
      const before = callsOf('live').length + callsOf('sandbox').length;
      await vi.waitFor(
        () => expect(callsOf('live').length + callsOf('sandbox').length).toBeGreaterThan(before + 2),
        longEnough,
      );
      await switchTo(mode);
    }
    await vi.waitFor(async () => {
      const moving = await app.database.prisma.job.count({ where: { state: { in: ['queued', 'running'] } } });
      expect(moving).toBe(0);
    }, longEnough);
    await expectEachCallInItsMode();
    const jobs = await app.database.prisma.job.findMany();
    for (const job of jobs) {
      const other = await app.database.prisma.attempt.count({
        where: { jobId: job.id, mode: { not: job.mode ?? '' } },
      });
      expect(other, `lines of another mode than that of job ${job.id}`).toBe(0);
    }
  });

  // On SQLite one process owns the data.
  test.runIf(dialect === 'postgres')(
    'a second process asks in the mode of the row, and can’t bring another',
    async () => {
      await switchTo('sandbox');
      await expect(app.beside({ modeClaim: 'live' })).rejects.toThrow(/requires live mode, but other processes run/u);
      const second = await app.beside({ modeClaim: 'sandbox' });
      const patch = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"mode":"live"}' };
      expect((await fetch(`${second.url}/settings`, patch)).status).toBe(409);
      // What the environment of one process fixes holds for all.
      expect((await app.call('PATCH', '/settings', { mode: 'live' })).status).toBe(409);
      expect((await app.call('GET', '/settings')).body).toMatchObject({ mode: 'sandbox', modeFixed: true });
      await second.close();
      await expect.poll(async () => (await app.call('GET', '/settings')).body).toMatchObject({ modeFixed: false });
      await switchTo('live');
    },
  );

  test('a restart keeps the mode', async () => {
    await switchTo('live');
    await app.restart();
    expect((await app.call('GET', '/meta')).body).toMatchObject({ mode: 'live' });
    expect((await app.call('GET', '/settings')).body).toMatchObject({ mode: 'live', modeFixed: false });
  });
});
