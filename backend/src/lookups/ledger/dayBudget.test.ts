import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { postgresTestDatabase, type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { resumeFreed } from '../bulk/resumeFreed.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import {
  failedAnswer,
  foundAnswer,
  leaseMs,
  notFoundAnswer,
  price,
  refusedKey,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { noteFault } from './providerFaults.ts';
import { finishLookup } from './finishLookup.ts';
import { release } from './attempts.ts';
import { sweepLines } from './settleAttempt.ts';

const untilMidnight = 14 * 3_600_000;

describe.each(testDatabases)('a budget of a day on $dialect', ({ open }) => {
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
  afterEach(() => expectBooksToBalance(database));

  const set = (
    provider: string,
    data: { budgetMicros?: bigint | null; priceMicros?: bigint; whenStopped?: string; enabled?: boolean },
  ) => database.prisma.provider.update({ where: { id: provider }, data });
  const days = async () =>
    Object.fromEntries(
      (await database.prisma.providerDay.findMany()).map(({ provider, day, costMicros, reservedMicros }) => [
        `${provider} ${day}`,
        [costMicros, reservedMicros],
      ]),
    );
  const finish = (leadId: number) => finishLookup(ledger.deps, leadId, ledger.now());
  const resumed: number[] = [];
  const jobs = {
    async resume(id: number) {
      resumed.push(id);
      return database.prisma.job.update({ where: { id }, data: { state: 'running' } }) as never;
    },
  };
  const resume = () => resumeFreed({ ...ledger.deps, database, jobs });

  test('counts what calls cost; a call in flight holds its price and gives back what it did not cost', async () => {
    await set('orion', { budgetMicros: price.orion });
    const [first, second, third] = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    for (const { id } of [first, second, third]) await ledger.addPerson(id);
    const ask = await ledger.nextAsk(second.id);
    const last = await ledger.nextAsk(third.id);
    const line = await ledger.sent(first.id);
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, price.orion] });
    // The call in flight may cost nothing, so that the other one waits.
    expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'budget_held' });
    await ledger.settle(line, notFoundAnswer);
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, 0n] });
    await ledger.call(second.id, foundAnswer());
    expect(await days()).toEqual({ 'orion 2026-05-03': [price.orion, price.orion] });
    expect(await ledger.step(third.id)).toMatchObject({ kind: 'ask', provider: 'astra' });
    expect(await ledger.refusal(ledger.reserveLine(last))).toEqual({ kind: 'day_used_up' });
  });

  test('that is used up puts a job on hold with the sentence; a higher one lets it continue', async () => {
    await set('orion', { budgetMicros: 5_000_000n, priceMicros: 2_500_000n });
    for (const known of [await ledger.addLead(), await ledger.addLead()]) {
      await ledger.addPerson(known.id);
      await ledger.call(known.id, foundAnswer());
    }
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    await finish(lead.id);
    const errorText = 'Orion’s budget of 5.00 for today is used up until 2026-05-04 00:00 UTC';
    expect(await ledger.job(job.id)).toMatchObject({
      state: 'on_hold',
      errorCode: 'day_budget',
      errorText,
      errorSource: 'orion',
    });
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'on_hold' });
    await resume();
    expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold' });
    await set('orion', { budgetMicros: 7_500_000n });
    await resume();
    expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
    expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
  });

  test('is new at midnight UTC, and the job continues', async () => {
    await set('orion', { budgetMicros: price.orion });
    const [first, second] = [await ledger.addLead(), await ledger.addLead()];
    await ledger.addPerson(first.id);
    await ledger.call(first.id, foundAnswer());
    const job = await ledger.addJob([second.id]);
    await finish(second.id);
    expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold' });
    ledger.after(untilMidnight - 1);
    await resume();
    expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold' });
    ledger.after(1);
    await resume();
    expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
    await ledger.call(second.id, foundAnswer());
    expect(await days()).toEqual({
      'orion 2026-05-03': [price.orion, price.orion],
      'orion 2026-05-04': [price.orion, price.orion],
    });
  });

  test('pays on the day on which the call is sent; what comes back later returns to that day', async () => {
    await set('orion', { budgetMicros: price.orion });
    const [first, second, third] = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    for (const { id } of [first, second, third]) await ledger.addPerson(id);
    ledger.after(untilMidnight - 1_000);
    const ask = await ledger.nextAsk(first.id);
    const line = await ledger.reserveLine(ask);
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, price.orion] });
    ledger.after(2_000);
    expect(await ledger.sendLine(ask, line)).toBe(true);
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, 0n], 'orion 2026-05-04': [0n, price.orion] });
    // Lost, and counted as spent; the answer comes two days later and costs nothing.
    await ledger.settle(line, failedAnswer({ uncertain: true }));
    expect((await days())['orion 2026-05-04']).toEqual([price.orion, price.orion]);
    ledger.after(2 * 86_400_000);
    await ledger.settle(line, notFoundAnswer);
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, 0n], 'orion 2026-05-04': [0n, 0n] });

    // A reservation of yesterday that today's budget does not pay for is not sent.
    ledger.after(86_400_000 - 2_000);
    const late = await ledger.nextAsk(second.id);
    const held = await ledger.reserveLine(late);
    ledger.after(2_000);
    await ledger.call(third.id, foundAnswer());
    expect(await ledger.sendLine(late, held)).toBe(false);
    await ledger.tx((sql) => release(sql, held, null));
    expect(await days()).toMatchObject({
      'orion 2026-05-06': [0n, 0n],
      'orion 2026-05-07': [price.orion, price.orion],
    });
  });

  test('holds the calls of dead processes: a sent one counts as spent, a reserved one comes back', async () => {
    await set('orion', { budgetMicros: 5n * price.orion });
    const [first, second] = [await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob([first.id, second.id]);
    await ledger.sent(first.id);
    await ledger.reserveLine(await ledger.nextAsk(second.id));
    expect(await days()).toEqual({ 'orion 2026-05-03': [0n, 2n * price.orion] });
    ledger.after(leaseMs + 1);
    await ledger.tx((sql) => sweepLines(sql, ledger.now(), ledger.now()));
    expect(await days()).toEqual({ 'orion 2026-05-03': [price.orion, price.orion] });
    expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion, reservedMicros: price.orion });
  });

  test('in sandbox mode is none in live mode', async () => {
    await set('orion', { budgetMicros: price.orion });
    const [first, second] = [await ledger.addLead(), await ledger.addLead()];
    for (const { id } of [first, second]) await ledger.addPerson(id);
    await ledger.call(first.id, foundAnswer());
    expect(await ledger.step(second.id)).toMatchObject({ kind: 'ask', provider: 'astra' });
    await ledger.inMode('live');
    expect(await ledger.step(second.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
  });

  describe('a provider that passes its leads on', () => {
    /** Orion refuses its key. */
    const refuse = () =>
      ledger.tx(async (sql) => {
        for (let call = 0; call < 3; call += 1)
          await noteFault(sql, { provider: 'orion', sentAt: ledger.now() }, refusedKey, ledger.now());
      });

    test.each(['refused key', 'used-up budget'])(
      'does so with a %s: the lead is incomplete, a retry calls it',
      async (why) => {
        await set('orion', { whenStopped: 'pass', budgetMicros: why === 'used-up budget' ? 0n : null });
        if (why === 'refused key') await refuse();
        const lead = await ledger.addLead();
        const job = await ledger.addJob([lead.id]);
        expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'astra' });
        await ledger.call(lead.id, notFoundAnswer);
        await ledger.call(lead.id, notFoundAnswer);
        await finish(lead.id);
        const text =
          why === 'refused key'
            ? 'Refused the key (401)'
            : 'Orion’s budget of 0.00 a day pays for no call, which may cost 0.10. Raise the budget on the provider’s card';
        expect(await ledger.lead(lead.id)).toMatchObject({
          phoneStatus: 'incomplete',
          phoneDetail: {
            reason: { text: 'Not found, not asked: Orion' },
            failed: [{ provider: 'orion', reason: { text } }],
          },
        });
        expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'incomplete' });
        await set('orion', { budgetMicros: null });
        await database.prisma.provider.update({ where: { id: 'orion' }, data: { unusableCode: null, faultsInRow: 0 } });
        await ledger.addPerson(lead.id);
        expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
        await ledger.call(lead.id, foundAnswer());
        await finish(lead.id);
        expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'found', phoneProvider: 'orion' });
      },
    );

    test('puts jobs on hold when every provider is stopped; they continue with the first that is back', async () => {
      for (const id of ['orion', 'astra', 'nimbus']) await set(id, { whenStopped: 'pass', budgetMicros: 0n });
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      await finish(lead.id);
      expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold', errorSource: 'orion' });
      await resume();
      expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold' });
      await set('astra', { budgetMicros: null });
      await resume();
      expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'astra' });
    });

    test('a job that is on hold for it continues once it passes on, is off, or is called again', async () => {
      for (const free of [{ whenStopped: 'pass' }, { enabled: false }]) {
        await set('orion', { whenStopped: 'hold', enabled: true });
        await refuse();
        const lead = await ledger.addLead();
        const job = await ledger.addJob([lead.id]);
        await finish(lead.id);
        expect(await ledger.job(job.id)).toMatchObject({
          state: 'on_hold',
          errorCode: 'bad_key',
          errorSource: 'orion',
        });
        await set('orion', free);
        await resume();
        expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
      }
    });
  });
});

test('two processes on Postgres never spend more than the budget of a day', async () => {
  const database = await postgresTestDatabase();
  const other = await openDatabase(database.url);
  try {
    const ledger = testLedger(database);
    await ledger.addProviders();
    const budget = 10n * price.orion;
    await database.prisma.provider.update({ where: { id: 'orion' }, data: { budgetMicros: budget } });
    const leads = [];
    for (let lead = 0; lead < 40; lead += 1) leads.push(await ledger.addLead());
    for (const { id } of leads) await ledger.addPerson(id);
    const asks = await Promise.all(leads.map(({ id }) => ledger.nextAsk(id)));
    const reserveIn = [ledger, testLedger(other)];
    const reserved = await Promise.allSettled(
      asks.map((ask, index) => (reserveIn[index % 2] ?? ledger).reserveLine(ask)),
    );
    expect(reserved.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const [day] = await database.prisma.providerDay.findMany();
    expect(day).toMatchObject({ costMicros: 0n, reservedMicros: budget });
    await expectBooksToBalance(database);
  } finally {
    await other.close();
    await database.close();
  }
});
