import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { createLogger } from '../platform/logger.ts';
import { leaseMs, type TestLedger, testLedger } from '../testing/testLedger.ts';
import { wakeRechecks } from '../emails/rechecks/wakeRechecks.ts';
import { sweepDead } from '../lookups/sweepDead.ts';
import { lookupWorkflowId } from '../lookups/wakeLookup.ts';
import { wakeLookups } from '../lookups/wakeLookups.ts';
import type { Engine } from './engine.ts';
import { startReconciler } from './reconciler.ts';

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
  const housekeeping = vi.fn(async () => undefined);
  async function start(): Promise<void> {
    housekeeping.mockClear();
    const reconciler = await startReconciler({
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
  }
  /** Lets time pass, and waits for the run that is due then. */
  async function pass(ms: number): Promise<void> {
    woken = [];
    const turns = housekeeping.mock.calls.length;
    ledger.after(ms);
    monotonicMs += ms;
    vi.advanceTimersByTime(1_000);
    await vi.waitFor(() => expect(housekeeping.mock.calls.length).toBe(turns + 1), { timeout: 10_000, interval: 10 });
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
    const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    for (const { id } of leads) await ledger.addPerson(id);
    await start();
    expect(woken).toHaveLength(1);
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

  // On SQLite there is only one.
  if (dialect === 'sqlite') return;
  test('runs in one process at a time', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    await database.transaction(async (sql) => {
      await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(7261144203)::text`;
      await start();
    });
    expect({ woken, turns: housekeeping.mock.calls.length }).toEqual({ woken: [], turns: 0 });
  });
});
