import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Prisma } from '../../db/database.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { readCounts } from '../../jobs/jobCounts.ts';
import { readMode } from '../../jobs/mode.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { latch } from '../../testing/latch.ts';
import { recount } from '../../testing/recount.ts';
import { foundAnswer, price, type TestLedger, testLedger } from '../../testing/testLedger.ts';
import { openLookups } from '../bulk/openLookups.ts';
import { send } from './attempts.ts';
import { finishLookup } from './finishLookup.ts';
import { switchMode } from './switchMode.ts';

describe.each(testDatabases)('a switch of mode on $dialect', ({ open, dialect }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
  });

  const goLive = () => ledger.tx((sql) => switchMode(sql, 'live', ledger.now()));
  const advance = (jobId: number) =>
    openLookups(
      {
        database,
        clock: { now: ledger.now, monotonicMs: () => 0 },
        engine: { wake: async () => undefined },
        figures: async () => async (_sql, jobs) => jobs.map(() => ({ etaSeconds: null, asking: 0 })),
      },
      jobId,
    );

  test('the first mode is sandbox', async () => {
    expect(await readMode(database)).toBe('sandbox');
  });

  test('ends people’s open lookups with one event; the same mode again changes nothing', async () => {
    const lead = await ledger.addLead();
    const request = await ledger.addPerson(lead.id);
    expect(await goLive()).toEqual([lead.id]);
    expect(await readMode(database)).toBe('live');
    expect(await ledger.request(request.id)).toMatchObject({ state: 'cancelled', endedAt: ledger.now() });
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'cancelled' });
    expect(await ledger.events()).toMatchObject([
      { name: 'lead.changed' },
      { topic: 'providers', name: 'mode.changed', data: { mode: 'live' } },
    ]);
    const before = await ledger.everything();
    expect(await goLive()).toBeNull();
    expect(await ledger.everything()).toEqual(before);
  });

  test('a job of the other mode makes no call, and is held at its next step', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    const ask = await ledger.nextAsk(lead.id);
    await goLive();
    expect(await ledger.step(lead.id)).toEqual({ kind: 'leave' });
    expect(await ledger.refusal(ledger.reserveLine({ ...ask, mode: 'live' }))).toEqual({ kind: 'no_request' });
    expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });

    expect(await advance(job.id)).toBe('rest');
    expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold', errorCode: 'other_mode', mode: 'sandbox' });
    expect(await readCounts(database, job.id)).toEqual(await recount(database, job.id));
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'on_hold' });
  });

  test('a switch before the reservation, or before the send: the call is not made, and its price is released', async () => {
    const [early, late] = [await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob([early.id, late.id], { maxCostMicros: price.orion * 2n });
    const lateAsk = await ledger.nextAsk(late.id);
    const line = await ledger.reserveLine(lateAsk);
    const earlyAsk = await ledger.nextAsk(early.id);
    await goLive();
    expect(await ledger.refusal(ledger.reserveLine(earlyAsk))).toEqual({ kind: 'other_mode' });
    expect(await ledger.sendLine(lateAsk, line)).toBe(false);
    expect(await ledger.line(line.id)).toMatchObject({ state: 'reserved', mode: 'sandbox' });
    expect((await ledger.job(job.id)).reservedMicros).toBe(price.orion);
  });

  test('an earlier call settles in its own mode, and its answer is reused once that mode is on again', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    const line = await ledger.sent(lead.id);
    await goLive();
    expect(await ledger.settle(line, foundAnswer())).toMatchObject({ state: 'settled', mode: 'sandbox' });
    await finishLookup(ledger.deps, lead.id, ledger.now());
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: null });
    expect(await ledger.item(job.id, lead.id)).toMatchObject({ endedAt: null });

    await ledger.tx((sql) => switchMode(sql, 'sandbox', ledger.now()));
    await finishLookup(ledger.deps, lead.id, ledger.now());
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: '+34612345678', phoneMode: 'sandbox' });
    expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'found' });
  });

  test('an answer of live mode does not end the item of a sandbox job', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    await goLive();
    await ledger.addPerson(lead.id);
    await ledger.call(lead.id, foundAnswer());
    await finishLookup(ledger.deps, lead.id, ledger.now());
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneMode: 'live' });
    expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'running', endedAt: null });
  });

  // On SQLite a transaction is alone.
  test.runIf(dialect === 'postgres')('does not write a lead that is restored meanwhile: it has no lock', async () => {
    const [locked, restored] = [await ledger.addLead(), await ledger.addLead({ phoneStatus: 'queued' })];
    await ledger.addPerson(locked.id);
    const request = await ledger.addPerson(restored.id);
    const row = await database.prisma.lead.delete({ where: { id: restored.id } });
    const [passed, mayCommit] = [latch(), latch()];
    const restoring = ledger.tx(async (sql) => {
      await lockLeads(sql, [locked.id]);
      passed.open();
      await mayCommit.opened;
    });
    await passed.opened;
    const switching = goLive();
    await untilOneWaits();
    await database.prisma.lead.create({ data: row as Prisma.LeadUncheckedCreateInput });
    mayCommit.open();
    await Promise.all([restoring, switching]);
    expect(await ledger.lead(locked.id)).toMatchObject({ phoneStatus: 'cancelled' });
    expect(await ledger.lead(restored.id)).toEqual(row);
    expect(await ledger.request(request.id)).toMatchObject({ state: 'cancelled' });
  });

  test.runIf(dialect === 'postgres')('waits for a call that is being marked as sent', async () => {
    const lead = await ledger.addLead();
    await ledger.addJob([lead.id]);
    const ask = await ledger.nextAsk(lead.id);
    const line = await ledger.reserveLine(ask);
    const [passed, mayCommit] = [latch(), latch()];
    const order: string[] = [];
    const sending = ledger.tx(async (sql) => {
      await send(sql, line, ask, ledger.now());
      passed.open();
      await mayCommit.opened;
      order.push('sent');
    });
    await passed.opened;
    const switching = goLive().then(() => order.push('switched'));
    await untilOneWaits();
    mayCommit.open();
    await Promise.all([sending, switching]);
    expect(order).toEqual(['sent', 'switched']);
    expect(await ledger.line(line.id)).toMatchObject({ state: 'sent' });
  });

  /** Waits until a transaction waits for the lock of another. */
  const untilOneWaits = (): Promise<void> =>
    expect
      .poll(async () => {
        const [row] = await database.prisma.$queryRaw<{ waits: boolean }[]>`SELECT EXISTS (SELECT 1 FROM pg_locks
          WHERE NOT "granted") AS "waits"`;
        return row?.waits;
      })
      .toBe(true);
});
