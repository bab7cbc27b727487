import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { createLogger } from '../platform/logger.ts';
import { leaseMs, type TestLedger, testLedger } from '../testing/testLedger.ts';
import { wakeRechecks } from '../emails/rechecks/wakeRechecks.ts';
import { sweepDead } from '../lookups/sweepDead.ts';
import { lookupWorkflowId } from '../lookups/wakeLookup.ts';
import { wakeLookups } from '../lookups/wakeLookups.ts';
import type { Engine } from './engine.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';

const halfMinuteMs = 30_000;
const graceMs = 20_000;

describe.each(testDatabases)('the reconciler on $dialect', ({ dialect, open }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  let state: ReturnType<Engine['state']>;
  let woken: string[];
  let running: Set<number>;
  let monotonicMs: number;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
    state = 'up';
    woken = [];
    running = new Set();
    monotonicMs = 0;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  const engine: Engine = {
    state: () => state,
    wake: async ({ type, args, priority: { priorityKey, fairnessKey } }) =>
      void woken.push(
        type === 'phoneLookup'
          ? `lookup ${args.join()} ${priorityKey === 1 ? 'person' : 'bulk'} ${fairnessKey}`
          : 'rechecks',
      ),
    wakeJob: async (jobId) => void woken.push(`job ${jobId}`),
    isRunning: async (id) => [...running].some((leadId) => id === lookupWorkflowId(leadId)),
    close: async () => undefined,
  };
  const housekeeping = vi.fn(async (_now: Date, _signal: AbortSignal): Promise<void> => undefined);
  function create(): Reconciler {
    housekeeping.mockClear();
    const reconciler = createReconciler({
      database,
      clock: { now: ledger.now, monotonicMs: () => monotonicMs },
      engine,
      log: createLogger('silent'),
      capabilities: [
        { sweep: (sql, run) => sweepDead(database, sql, run) },
        { wake: ({ now }) => wakeRechecks({ database, engine }, now) },
        { wake: (run) => wakeLookups({ database, engine }, run) },
        { housekeeping },
      ],
    });
    onTestFinished(() => reconciler.stop());
    return reconciler;
  }
  /** Waits for the end of the next run, which begins its housekeeping. */
  const runEnds = (runs: number): Promise<void> =>
    vi.waitFor(() => expect(housekeeping.mock.calls.length).toBe(runs), { timeout: 10_000, interval: 10 });
  async function start(): Promise<Reconciler> {
    const reconciler = create();
    await reconciler.prepare();
    reconciler.start();
    await runEnds(1);
    return reconciler;
  }
  /** Lets time pass, and waits for the run that is due then. */
  async function pass(ms: number): Promise<void> {
    woken = [];
    const runs = housekeeping.mock.calls.length;
    ledger.after(ms);
    monotonicMs += ms;
    vi.advanceTimersByTime(1_000);
    await runEnds(runs + 1);
  }

  test('wakes open lookups and unfinished jobs at its start, and nothing else', async () => {
    const [own, bulk, held] = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    await ledger.addPerson(own.id);
    const job = await ledger.addJob([bulk.id]);
    const queued = await ledger.addJob([], { state: 'queued' });
    const cancelling = await ledger.addJob([], { state: 'cancelling' });
    await ledger.addJob([held.id], { state: 'on_hold', itemState: 'on_hold' });
    await ledger.addJob([held.id], { state: 'paused', itemState: 'waiting' });
    await ledger.addJob([], { state: 'completed' });
    await start();
    expect(woken).toEqual([
      `job ${job.id}`,
      `job ${queued.id}`,
      `job ${cancelling.id}`,
      `lookup ${own.id} person person`,
      `lookup ${bulk.id} bulk job-${job.id}`,
    ]);
    expect(housekeeping).toHaveBeenCalledTimes(1);
  });

  test('later wakes only older lookups without a workflow', async () => {
    await start();
    const [there, missing] = [await ledger.addLead(), await ledger.addLead()];
    for (const { id } of [there, missing]) await ledger.addPerson(id);
    running.add(there.id);
    ledger.after(graceMs - halfMinuteMs - 1);
    await pass(halfMinuteMs);
    expect(woken).toEqual([]);
    await pass(halfMinuteMs);
    expect(woken).toEqual([`lookup ${missing.id} person person`]);
  });

  test('does not delay the start while the engine is away, and repeats all wakes when it is back', async () => {
    state = 'away';
    const leads = await Promise.all(Array.from({ length: 12 }, () => ledger.addLead()));
    for (const { id } of leads) await ledger.addPerson(id);
    await start();
    expect(woken).toHaveLength(10);
    state = 'up';
    await pass(1_000);
    expect(woken).toEqual(leads.map(({ id }) => `lookup ${id} person person`));
  });

  test('ends calls of dead processes', async () => {
    const [sent, reserved] = [await ledger.addLead(), await ledger.addLead()];
    for (const { id } of [sent, reserved]) await ledger.addPerson(id);
    const sentLine = await ledger.sent(sent.id);
    const reservedLine = await ledger.reserveLine(await ledger.nextAsk(reserved.id));
    const states = async () => [(await ledger.line(sentLine.id)).state, (await ledger.line(reservedLine.id)).state];
    await start();
    // One process owns an SQLite file, so at its start all of them are dead; elsewhere another may be at it.
    expect(await states()).toEqual(dialect === 'sqlite' ? ['uncertain', 'released'] : ['sent', 'reserved']);
    ledger.after(leaseMs);
    await pass(halfMinuteMs);
    expect(await states()).toEqual(['uncertain', 'released']);
  });

  test('continues after a failed run', async () => {
    await start();
    housekeeping.mockRejectedValueOnce(new Error('the disk is full'));
    await pass(halfMinuteMs);
    await pass(halfMinuteMs);
    expect(housekeeping).toHaveBeenCalledTimes(3);
  });

  test('wakes every open lookup, however many there are, but none of a paused or held job', async () => {
    const { id } = await ledger.addLead();
    const jobIds = new Map<string, number>();
    for (const jobState of ['running', 'paused', 'on_hold'] as const) {
      jobIds.set(jobState, (await ledger.addJob([], { state: jobState })).id);
    }
    const at = ledger.now();
    const row = { kind: 'phone_lookup', state: 'running', force: false, round: 0, costMicros: 0n, startedAt: at };
    await database.prisma.request.createMany({
      data: [...jobIds.values()].flatMap((jobId) =>
        Array.from({ length: 1_201 }, (_, n) => ({ ...row, jobId, leadId: id + n, createdAt: at })),
      ),
    });
    await start();
    const lookups = woken.filter((what) => what.startsWith('lookup'));
    expect(lookups).toHaveLength(1_201);
    expect(new Set(lookups.map((what) => what.split(' ').at(-1)))).toEqual(new Set([`job-${jobIds.get('running')}`]));
  });

  test('a stop ends the housekeeping at its next batch', async () => {
    const reconciler = create();
    housekeeping.mockImplementationOnce((_now, signal) => once(signal, 'abort').then(() => undefined));
    await reconciler.prepare();
    reconciler.start();
    await runEnds(1);
    await reconciler.stop();
    expect(housekeeping.mock.calls[0]?.[1].aborted).toBe(true);
  });

  // On SQLite one process owns the data.
  if (dialect === 'sqlite') return;
  describe('with a second process', () => {
    const lead = async (): Promise<string> => {
      const { id } = await ledger.addLead();
      await ledger.addPerson(id);
      return `lookup ${id} person person`;
    };
    const holder = async (): Promise<string | undefined> => (await database.prisma.lease.findFirst())?.owner;
    /** A process that looks for work several times and finds the lease taken. */
    async function standBy(): Promise<Reconciler> {
      const reconciler = create();
      await reconciler.prepare();
      reconciler.start();
      for (let n = 0; n < 3; n += 1) {
        monotonicMs += 5_000;
        await vi.advanceTimersByTimeAsync(1_000);
      }
      return reconciler;
    }

    test('runs in one of them, and in the other once the first has stopped', async () => {
      const first = await start();
      const owner = await holder();
      const missing = await lead();
      woken = [];
      await standBy();
      expect({ owner: await holder(), woken, runs: housekeeping.mock.calls.length }).toEqual({
        owner,
        woken: [],
        runs: 0,
      });
      await first.stop();
      await pass(5_000);
      expect(woken).toEqual([missing]);
      expect(await holder()).not.toBe(owner);
    });

    test('the lease of a dead process expires', async () => {
      await database.prisma.lease.create({
        data: { name: 'reconciler', owner: 'dead', until: new Date(Date.now() + 60_000) },
      });
      const missing = await lead();
      await standBy();
      expect(woken).toEqual([]);
      await database.prisma.lease.updateMany({ data: { until: new Date(Date.now() - 1) } });
      await pass(5_000);
      expect(woken).toEqual([missing]);
      expect(await holder()).not.toBe('dead');
    });

    test('a process that lost the lease stops its run', async () => {
      await start();
      let signal: AbortSignal | undefined;
      housekeeping.mockImplementationOnce((_now, given) => {
        signal = given;
        return once(given, 'abort').then(() => undefined);
      });
      await pass(halfMinuteMs);
      await database.prisma.lease.updateMany({ data: { owner: 'another' } });
      monotonicMs += 5_000;
      await vi.advanceTimersByTimeAsync(1_000);
      await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    });
  });
});
