import type { Job, JobState } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { readCounts } from './jobCounts.ts';
import { createBackground } from '../platform/background.ts';
import { AppError } from '../platform/errors.ts';
import { createLogger } from '../platform/logger.ts';
import { expectBooksToBalance } from '../testing/expectBooksToBalance.ts';
import {
  failedAnswer,
  foundAnswer,
  notFoundAnswer,
  price,
  testLedger,
  type TestLedger,
} from '../testing/testLedger.ts';
import { finishLookup } from '../lookups/ledger/finishLookup.ts';
import { testJobKinds } from '../testing/testJobKinds.ts';
import { createJobs, type Jobs } from './createJobs.ts';
import type { Engine } from './engine.ts';

describe.each(testDatabases)('reading and steering jobs on $dialect', ({ open }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  let jobs: Jobs;
  let woken: string[];
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
    woken = [];
    const engine: Engine = {
      state: () => 'up',
      wake: async ({ type, args }) => void woken.push(`${type === 'phoneLookup' ? 'lookup' : type} ${args.join()}`),
      wakeJob: async (jobId) => void woken.push(`job ${jobId}`),
      isRunning: async () => false,
      close: async () => undefined,
    };
    const background = createBackground(createLogger('silent'));
    const deps = { ...ledger.deps, clock: { now: ledger.now, monotonicMs: () => 0 }, engine, background };
    jobs = createJobs({ ...deps, kinds: testJobKinds(deps) });
  });

  const code = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
    throw new Error('It was expected to fail');
  };
  const ids = ({ jobs: list }: { jobs: Job[] }) => list.map(({ id }) => id);

  test('lists pages, newest first, by state and kind, which stay stable while jobs are added', async () => {
    const all = [];
    for (const state of ['completed', 'running', 'completed', 'paused', 'completed'])
      all.push((await ledger.addJob([], { state })).id);
    const first = await jobs.list({ limit: 2 });
    expect(ids(first)).toEqual(all.toReversed().slice(0, 2));
    await ledger.addJob([]);
    const second = await jobs.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(ids(second)).toEqual(all.toReversed().slice(2, 4));
    const third = await jobs.list({ limit: 2, cursor: second.nextCursor ?? '' });
    expect({ ids: ids(third), next: third.nextCursor }).toEqual({ ids: [all[0]], next: null });
    expect(ids(await jobs.list({ limit: 50, state: ['paused', 'running'] }))).toHaveLength(3);
    expect(ids(await jobs.list({ limit: 50, kind: ['lead_deletion'] }))).toEqual([]);
    expect(await code(jobs.list({ limit: 2, cursor: 'nonsense' }))).toBe('bad_cursor');
  });

  test('lists pages of items in order, by state, with cost and reason', async () => {
    const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob(leads.map(({ id }) => id));
    await ledger.call(leads[1]?.id ?? 0, foundAnswer());
    await finishLookup(ledger.deps, leads[1]?.id ?? 0, ledger.now());
    const first = await jobs.items(job.id, { limit: 2 });
    expect(first.items).toMatchObject([
      { leadId: leads[0]?.id, state: 'running', costMicros: 0, reason: null, endedAt: null },
      { leadId: leads[1]?.id, state: 'found', costMicros: Number(price.orion), endedAt: ledger.now().toISOString() },
    ]);
    const second = await jobs.items(job.id, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ leadId: leads[2]?.id }], nextCursor: null });
    expect((await jobs.items(job.id, { limit: 9, state: ['found'] })).items).toHaveLength(1);
    expect(await code(jobs.items(job.id + 99, { limit: 9 }))).toBe('not_found');
  });

  const states: JobState[] = [
    'queued',
    'running',
    'paused',
    'on_hold',
    'cancelling',
    'cancelled',
    'completed',
    'failed',
  ];
  const table: [keyof Pick<Jobs, 'cancel' | 'pause' | 'resume'>, Partial<Record<JobState, JobState>>][] = [
    [
      'cancel',
      {
        queued: 'cancelling',
        running: 'cancelling',
        paused: 'cancelling',
        on_hold: 'cancelling',
        cancelling: 'cancelling',
        cancelled: 'cancelled',
      },
    ],
    ['pause', { queued: 'paused', running: 'paused', paused: 'paused' }],
    ['resume', { paused: 'running', on_hold: 'running', running: 'running', queued: 'queued' }],
  ];
  test.each(table)('%s: from %j, else a conflict that changes nothing', async (what, allowed) => {
    for (const state of states) {
      const { id } = await ledger.addJob([(await ledger.addLead()).id], { state });
      const steered = what === 'resume' ? () => jobs.resume(id, undefined) : () => jobs[what](id);
      const expected = allowed[state];
      if (expected === undefined) await expectRefusal(steered, state);
      else await expectSteered(steered, state, expected);
    }
    expect(await code(jobs.pause(999_999))).toBe('not_found');
    await expectBooksToBalance(database);
  });
  async function expectRefusal(steered: () => Promise<Job>, state: JobState): Promise<void> {
    const before = await ledger.everything();
    expect(await code(steered()), state).toBe('conflict');
    expect(await ledger.everything()).toEqual(before);
  }
  async function expectSteered(steered: () => Promise<Job>, state: JobState, expected: JobState): Promise<void> {
    expect((await steered()).state, state).toBe(expected);
    expect((await steered()).state, `${state}, twice`).toBe(expected);
  }

  test('a cancel ends all open items, shows this on the leads, and wakes running lookups', async () => {
    const [done, asking, waiting, persons] = [
      await ledger.addLead(),
      await ledger.addLead({ phoneStatus: 'asking' }),
      await ledger.addLead({ phoneNumber: '+34612345678', phoneStatus: 'found' }),
      await ledger.addLead(),
    ];
    const job = await ledger.addJob([done, asking, waiting, persons].map(({ id }) => id));
    await ledger.call(done.id, foundAnswer());
    await finishLookup(ledger.deps, done.id, ledger.now());
    await ledger.addPerson(persons.id);
    await database.prisma.request.updateMany({
      where: { jobId: job.id, leadId: waiting.id },
      data: { state: 'waiting' },
    });
    await database.prisma.jobCount.createMany({ data: [{ jobId: job.id, state: 'waiting', count: 1 }] });
    await database.prisma.jobCount.update({
      where: { jobId_state: { jobId: job.id, state: 'running' } },
      data: { count: 2 },
    });
    const cancelled = await jobs.cancel(job.id);
    expect(cancelled).toMatchObject({
      state: 'cancelling',
      counts: { found: 1, cancelled: 3, running: 0, waiting: 0 },
    });
    const shown = [];
    for (const { id } of [done, asking, waiting, persons]) shown.push((await ledger.lead(id)).phoneStatus);
    expect(shown).toEqual(['found', 'cancelled', 'found', 'queued']);
    expect(woken).toEqual([`job ${job.id}`, `lookup ${asking.id}`, `lookup ${persons.id}`]);
    await expectBooksToBalance(database);
  });

  test('a number that was paid before or during a cancel counts as found', async () => {
    const [answered, inFlight, missing, idle] = [
      await ledger.addLead(),
      await ledger.addLead(),
      await ledger.addLead(),
      await ledger.addLead(),
    ];
    const job = await ledger.addJob([answered, inFlight, missing, idle].map(({ id }) => id));
    await ledger.call(answered.id, foundAnswer());
    const found = await ledger.sent(inFlight.id);
    const notFound = await ledger.sent(missing.id);
    ledger.after(5_000);
    expect(await jobs.cancel(job.id)).toMatchObject({ counts: { found: 1, cancelled: 3, running: 0 } });
    await ledger.settle(found, foundAnswer());
    await ledger.settle(notFound, notFoundAnswer);
    expect(await jobs.read(job.id)).toMatchObject({
      state: 'cancelling',
      counts: { found: 2, cancelled: 2 },
      costMicros: 2 * Number(price.orion),
    });
    for (const { id } of [answered, inFlight, missing, idle]) await finishLookup(ledger.deps, id, ledger.now());
    const shown = [];
    for (const { id } of [answered, inFlight, missing, idle]) shown.push((await ledger.lead(id)).phoneStatus);
    expect(shown).toEqual(['found', 'found', 'cancelled', 'cancelled']);
    await expectBooksToBalance(database);
  });

  test('an answer after the end of a job changes its cost, not its counts', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    const line = await ledger.sent(lead.id);
    ledger.after(5_000);
    await jobs.cancel(job.id);
    await database.prisma.job.update({ where: { id: job.id }, data: { state: 'cancelled', endedAt: ledger.now() } });
    ledger.after(1);
    await ledger.settle(line, foundAnswer());
    expect(await jobs.read(job.id)).toMatchObject({ counts: { cancelled: 1 }, costMicros: Number(price.orion) });
    await expectBooksToBalance(database);
  });

  test('`asking` counts only leads with a call in flight', async () => {
    const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    const [first, second] = leads;
    const job = await ledger.addJob(leads.map(({ id }) => id));
    expect(await jobs.read(job.id)).toMatchObject({ counts: { running: 3 }, asking: 0 });
    await ledger.sent(first?.id ?? 0);
    // Paid by a person, waited for by the job.
    await ledger.addPerson(second?.id ?? 0);
    await ledger.sent(second?.id ?? 0);
    expect(await jobs.read(job.id)).toMatchObject({ counts: { running: 3 }, asking: 2 });
    ledger.after(5_000);
    await jobs.pause(job.id);
    expect(await jobs.read(job.id)).toMatchObject({ counts: { waiting: 3, running: 0 }, asking: 0 });
  });

  test('a lookup with a call in flight is woken also when its item was paused or held', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    await ledger.sent(lead.id);
    ledger.after(5_000);
    await jobs.pause(job.id);
    woken = [];
    await jobs.cancel(job.id);
    expect(woken).toEqual([`job ${job.id}`, `lookup ${lead.id}`]);
  });

  test('a resume with a spending limit needs one above the amount spent', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id, (await ledger.addLead()).id], { maxCostMicros: price.orion });
    await ledger.call(lead.id, foundAnswer());
    await database.prisma.job.update({
      where: { id: job.id },
      data: { state: 'on_hold', errorCode: 'over_budget', errorText: 'Spending limit reached' },
    });
    for (const cap of [0, Number(price.orion) - 1, Number(price.orion)])
      expect(await code(jobs.resume(job.id, cap))).toBe('invalid');
    expect(await jobs.resume(job.id, Number(price.orion) + 1)).toMatchObject({
      state: 'running',
      maxCostMicros: Number(price.orion) + 1,
      error: null,
    });
    await jobs.pause(job.id);
    expect(await code(jobs.resume(job.id, 1))).toBe('invalid');
    expect(await jobs.resume(job.id, Number(price.orion))).toMatchObject({ state: 'running' });
  });

  test('the spending limit of a job that runs already is not ignored: a resume with another one is a conflict', async () => {
    const job = await ledger.addJob([(await ledger.addLead()).id], { state: 'on_hold', maxCostMicros: 0n });
    const limit = Number(price.orion);
    expect(await jobs.resume(job.id, limit)).toMatchObject({ state: 'running', maxCostMicros: limit });
    expect(await jobs.resume(job.id, limit)).toMatchObject({ state: 'running', maxCostMicros: limit });
    expect(await code(jobs.resume(job.id, 2 * limit))).toBe('conflict');
    expect(await jobs.resume(job.id, undefined)).toMatchObject({ state: 'running', maxCostMicros: limit });
  });

  test('a job of the other mode is not resumed', async () => {
    const job = await ledger.addJob([], { state: 'paused', mode: 'live' });
    expect(await code(jobs.resume(job.id, undefined))).toBe('conflict');
  });

  test('a retry takes the failed items of an ended job, and runs once at a time', async () => {
    const [failing, fine] = [await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob([failing.id, fine.id]);
    await database.prisma.job.update({ where: { id: job.id }, data: { request: { filter: {}, force: true } } });
    await database.prisma.request.updateMany({ where: { jobId: job.id }, data: { force: true, round: 1 } });
    expect(await code(jobs.retry(job.id, { items: 'failed' }))).toBe('conflict');
    for (let n = 0; n < 9; n += 1) await ledger.call(failing.id, failedAnswer());
    await ledger.call(fine.id, foundAnswer());
    for (const { id } of [failing, fine]) await finishLookup(ledger.deps, id, ledger.now());
    const retry = await jobs.retry(job.id, { items: 'failed' });
    // It stays in the round of what was forced: older answers won't do there, and its own are not asked again.
    expect(retry).toMatchObject({ retryOf: job.id, total: 1, counts: { waiting: 1 }, request: { force: true } });
    expect(await ledger.item(retry.id, failing.id)).toMatchObject({ state: 'waiting', force: true, round: 1 });
    expect(await ledger.lead(failing.id)).toMatchObject({ phoneRound: 1 });
    expect((await jobs.retry(job.id, { items: 'failed' })).id).toBe(retry.id);
    expect(await readCounts(database, job.id)).toEqual({ error: 1, found: 1 });
    expect(woken).toContain(`job ${retry.id}`);
  });

  test('cancelled items continue as a new job, beside a retry of failed items', async () => {
    const [failing, answered, idle] = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob([failing, answered, idle].map(({ id }) => id));
    await database.prisma.job.update({ where: { id: job.id }, data: { request: { filter: {}, scope: 'all' } } });
    for (let n = 0; n < 9; n += 1) await ledger.call(failing.id, failedAnswer());
    await ledger.call(answered.id, foundAnswer());
    for (const { id } of [failing, answered]) await finishLookup(ledger.deps, id, ledger.now());
    await jobs.cancel(job.id);
    expect(await code(jobs.retry(job.id, { items: 'cancelled' }))).toBe('conflict');
    await database.prisma.job.update({ where: { id: job.id }, data: { state: 'cancelled', endedAt: ledger.now() } });

    expect(await jobs.estimateRetry(job.id, 'cancelled')).toMatchObject({
      leads: 1,
      cost: { mostMicros: Number(price.orion) },
    });
    const retry = await jobs.retry(job.id, { items: 'failed' });
    const rest = await jobs.retry(job.id, { items: 'cancelled' });
    expect(rest).toMatchObject({
      title: 'Find phone numbers for 1 lead',
      retryOf: job.id,
      total: 1,
      counts: { waiting: 1 },
    });
    expect(rest.id).not.toBe(retry.id);
    expect(await ledger.item(rest.id, idle.id)).toMatchObject({ state: 'waiting', force: false });
    expect((await jobs.retry(job.id, { items: 'cancelled' })).id).toBe(rest.id);
    expect(await readCounts(database, job.id)).toEqual({ error: 1, found: 1, cancelled: 1 });
    await expectBooksToBalance(database);
  });

  test('the cancelled items of a re-run keep its round, so that no answer is paid twice', async () => {
    const lead = await ledger.addLead({ phoneNumber: '+34612345678', phoneRound: 4 });
    const job = await ledger.addJob([lead.id], { itemState: 'cancelled' });
    await database.prisma.job.update({
      where: { id: job.id },
      data: { state: 'cancelled', endedAt: ledger.now(), request: { filter: {}, scope: 'all', force: true } },
    });
    await database.prisma.request.updateMany({
      where: { jobId: job.id },
      data: { force: true, round: 4, endedAt: ledger.now() },
    });
    const rest = await jobs.retry(job.id, { items: 'cancelled' });
    expect(await ledger.item(rest.id, lead.id)).toMatchObject({ force: true, round: 4 });
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneRound: 4, phoneStatus: 'queued' });
  });

  describe('the spending limit of a retry', () => {
    /** A job that ended with a failed lead, having spent the price of one call. */
    async function failedJob(maxCostMicros: bigint | null): Promise<number> {
      const [failing, fine] = [await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([failing.id, fine.id], maxCostMicros === null ? {} : { maxCostMicros });
      await ledger.call(fine.id, foundAnswer());
      for (let n = 0; n < 9; n += 1) await ledger.call(failing.id, failedAnswer());
      for (const { id } of [failing, fine]) await finishLookup(ledger.deps, id, ledger.now());
      await database.prisma.job.update({
        where: { id: job.id },
        data: { request: { filter: {}, maxCostMicros: Number(maxCostMicros ?? 0) } },
      });
      return job.id;
    }
    const end = (id: number, spentMicros = 0n) =>
      database.prisma.job.update({
        where: { id },
        data: { state: 'completed', endedAt: ledger.now(), costMicros: spentMicros, reservedMicros: spentMicros },
      });

    test('is the unused part of the job’s limit, also after other retries', async () => {
      const id = await failedJob(price.orion * 3n);
      const first = await jobs.retry(id, { items: 'failed' });
      expect(first.maxCostMicros).toBe(Number(price.orion * 2n));
      await end(first.id, price.orion);
      const second = await jobs.retry(id, { items: 'failed' });
      expect(second.maxCostMicros).toBe(Number(price.orion));
      await end(second.id, price.orion);
      expect((await jobs.retry(id, { items: 'failed' })).maxCostMicros).toBe(0);
    });

    test('is the given one, or none if the job had none', async () => {
      const capped = await failedJob(price.orion * 2n);
      expect((await jobs.retry(capped, { items: 'failed', maxCostMicros: 7 })).maxCostMicros).toBe(7);
      const free = await failedJob(null);
      expect((await jobs.retry(free, { items: 'failed' })).maxCostMicros).toBeNull();
    });
  });

  test('a job of the other mode is not retried, with the reason', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id], { state: 'completed', mode: 'live' });
    await database.prisma.job.update({
      where: { id: job.id },
      data: { endedAt: ledger.now(), request: { filter: {} } },
    });
    const before = await ledger.everything();
    for (const work of [() => jobs.retry(job.id, { items: 'failed' }), () => jobs.estimateRetry(job.id, 'failed')]) {
      await expect(work()).rejects.toThrow(/Started with the live providers, which are off now/u);
      expect(await code(work())).toBe('conflict');
    }
    expect(await ledger.everything()).toEqual(before);
  });
});
