import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import {
  failedAnswer,
  foundAnswer,
  leaseMs,
  notFoundAnswer,
  price,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { addEntries } from '../../suppression/entries/addEntries.ts';
import { recordsOf } from '../../suppression/reading/recordsOf.ts';
import { release } from './attempts.ts';
import { sweepLines } from './settleAttempt.ts';
import { giveUp } from './giveUp.ts';
import { readLookupState } from './lookupState.ts';

const lost = failedAnswer({
  uncertain: true,
  reason: { code: 'timeout', text: 'No answer in time' },
  httpStatus: null,
});

describe.each(testDatabases)('lines of the ledger on $dialect', ({ open }) => {
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

  /** All providers charge for every call. */
  const chargeByCall = () => database.prisma.provider.updateMany({ data: { charge: 'call' } });
  const sweep = (before = ledger.now()) => ledger.tx((sql) => sweepLines(sql, before, ledger.now()));

  describe('a lost answer of a provider as data', () => {
    const freeFor = (ms: number) => ({ most: 1, freeSinceMs: ledger.now().getTime() - ms });

    test('is asked for again at no further cost while the provider repeats for free', async () => {
      await chargeByCall();
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id], { maxCostMicros: price.orion });
      const ask = await ledger.nextAsk(lead.id);
      await ledger.call(lead.id, lost);
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion, reservedMicros: price.orion });
      ledger.after(5_000);
      const line = await ledger.reserveLine({ ...ask, lostAnswers: freeFor(60_000) });
      expect(line).toMatchObject({ attempt: 2, priceMicros: 0n });
      expect(await ledger.sendLine(ask, line)).toBe(true);
      expect(await ledger.settle(line, foundAnswer())).toMatchObject({
        state: 'settled',
        costMicros: 0n,
        charge: 'none',
      });
      const lines = await database.prisma.attempt.findMany({ orderBy: { id: 'asc' } });
      expect(lines.map(({ charge, costMicros }) => [charge, costMicros])).toEqual([
        ['uncertain', price.orion],
        ['none', 0n],
      ]);
    });

    test('stays "may have been charged" afterwards, and where the provider does not repeat for free', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const ask = await ledger.nextAsk(lead.id);
      await ledger.call(lead.id, lost);
      ledger.after(60_000);
      for (const lostAnswers of [freeFor(60_000), { most: 1, freeSinceMs: null }]) {
        expect(await ledger.refusal(ledger.reserveLine({ ...ask, lostAnswers }))).toEqual({ kind: 'exhausted' });
      }
    });
  });

  describe('a provider as data without a test run', () => {
    test('is called for ten leads in live mode, also again; the next call is refused', async () => {
      await ledger.inMode('live');
      const asks = [];
      for (let lead = 0; lead < 12; lead += 1) {
        const { id } = await ledger.addLead();
        await ledger.addPerson(id);
        asks.push(await ledger.nextAsk(id));
      }
      await database.prisma.provider.update({ where: { id: 'orion' }, data: { definitionVersion: 3 } });
      const reserved = await Promise.allSettled(asks.map((ask) => ledger.reserveLine(ask)));
      expect(reserved.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      const refused = reserved.find((one) => one.status === 'rejected');
      // Calls in flight may still be taken back.
      expect(refused?.reason).toMatchObject({ refusal: { kind: 'budget_held' } });
      const [first] = await database.prisma.attempt.findMany({ orderBy: { id: 'asc' } });
      if (first === undefined) throw new Error('No call was reserved.');
      await ledger.tx((sql) => release(sql, first, null));
      const [one, two] = asks.filter((_, index) => reserved[index]?.status === 'rejected');
      if (one === undefined || two === undefined) throw new Error('Two calls were expected to be refused.');
      await ledger.reserveLine(one);
      expect(await ledger.refusal(ledger.reserveLine(two))).toEqual({ kind: 'budget_held' });
      await database.prisma.attempt.updateMany({ where: { provider: 'orion' }, data: { state: 'failed' } });
      await database.prisma.providerDay.deleteMany();
      expect(await ledger.refusal(ledger.reserveLine(two))).toEqual({ kind: 'not_tested' });
      await database.prisma.provider.update({ where: { id: 'orion' }, data: { provenAt: ledger.now() } });
      await ledger.reserveLine(two);
    });
  });

  describe('reserving', () => {
    test('reserves the price on the oldest active request', async () => {
      const lead = await ledger.addLead();
      const paused = await ledger.addJob([lead.id], { state: 'paused' });
      const job = await ledger.addJob([lead.id]);
      const person = await ledger.addPerson(lead.id);
      const line = await ledger.reserveLine(await ledger.nextAsk(lead.id), 'fence');
      expect(line).toMatchObject({
        state: 'reserved',
        provider: 'orion',
        attempt: 1,
        round: 1,
        mode: 'sandbox',
        jobId: job.id,
        priceMicros: price.orion,
        chargeRule: 'found',
        costMicros: 0n,
        charge: 'none',
        fence: 'fence',
        queuedAt: ledger.now(),
        sentAt: null,
      });
      expect(line.requestId).toBeLessThan(person.id);
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: 0n, reservedMicros: price.orion });
      expect(await ledger.job(paused.id)).toMatchObject({ reservedMicros: 0n });
    });

    test('a person’s request has no cap', async () => {
      const lead = await ledger.addLead();
      const person = await ledger.addPerson(lead.id);
      const job = await ledger.addJob([lead.id], { maxCostMicros: 0n });
      expect(await ledger.reserveLine(await ledger.nextAsk(lead.id))).toMatchObject({
        requestId: person.id,
        jobId: null,
      });
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: 0n });
    });

    test.each(['paused', 'on_hold', 'cancelling', 'cancelled'])('not for a job that is %s', async (state) => {
      const lead = await ledger.addLead();
      const person = await ledger.addPerson(lead.id);
      const ask = await ledger.nextAsk(lead.id);
      await database.prisma.request.delete({ where: { id: person.id } });
      await ledger.addJob([lead.id], { state });
      expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'no_request' });
      expect(await database.prisma.attempt.count()).toBe(0);
    });

    test('not with a saved answer', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const ask = await ledger.nextAsk(lead.id);
      await ledger.call(lead.id, notFoundAnswer);
      expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'answered' });
    });

    test('not while another process makes the call; a reserved line is taken over after its lease', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const ask = await ledger.nextAsk(lead.id);
      const first = await ledger.reserveLine(ask, 'first');
      const until = new Date(ledger.now().getTime() + leaseMs);
      expect(await ledger.refusal(ledger.reserveLine(ask, 'second'))).toEqual({ kind: 'held', until });
      ledger.after(leaseMs);
      const second = await ledger.reserveLine(ask, 'second');
      expect(second).toMatchObject({ id: first.id, attempt: 1, fence: 'second', state: 'reserved' });
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: price.orion });
      // Who comes back late changes nothing.
      await ledger.tx((sql) => release(sql, first, null));
      expect(await ledger.sendLine(ask, first)).toBe(false);
      expect(await ledger.line(first.id)).toMatchObject({ state: 'reserved', fence: 'second' });
    });

    test('not over a sent call of any age: its outcome is settled first', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const ask = await ledger.nextAsk(lead.id);
      await ledger.sent(lead.id);
      ledger.after(leaseMs * 2);
      expect(await ledger.refusal(ledger.reserveLine(ask))).toMatchObject({ kind: 'held' });
      await sweep();
      expect(await ledger.reserveLine(ask)).toMatchObject({ attempt: 2 });
    });

    test('the attempt number of a call that was never sent is used again, that of a failed call is not', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const ask = await ledger.nextAsk(lead.id);
      const first = await ledger.reserveLine(ask);
      await ledger.tx((sql) => release(sql, first, null));
      const again = await ledger.reserveLine(ask);
      expect(again).toMatchObject({ id: first.id, attempt: 1, state: 'reserved' });
      await ledger.sendLine(ask, again);
      await ledger.settle(again, failedAnswer());
      expect(await ledger.reserveLine(ask)).toMatchObject({ attempt: 2 });
    });

    test('of two at once, one is admitted', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const ask = await ledger.nextAsk(lead.id);
      const tries = await Promise.allSettled([1, 2, 3, 4].map((n) => ledger.reserveLine(ask, `fence-${n}`)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: price.orion });
    });
  });

  describe('the cap of a job', () => {
    test('is reserved before each call and never exceeded by concurrent calls', async () => {
      const leads = [];
      for (let n = 0; n < 12; n += 1) leads.push(await ledger.addLead());
      const job = await ledger.addJob(
        leads.map(({ id }) => id),
        { maxCostMicros: 5n * price.orion + 1n },
      );
      const asks = [];
      for (const { id } of leads) asks.push(await ledger.nextAsk(id));
      const tries = await Promise.allSettled(asks.map((ask) => ledger.reserveLine(ask)));
      const lines = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(lines).toHaveLength(5);
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: 5n * price.orion });
      await expectBooksToBalance(database);

      // Three cost nothing: as many may follow.
      for (const [index, line] of lines.entries()) {
        const ask = asks.find(({ leadId }) => leadId === line.leadId);
        expect(ask !== undefined && (await ledger.sendLine(ask, line))).toBe(true);
        await ledger.settle(line, index < 2 ? foundAnswer() : notFoundAnswer);
      }
      expect(await ledger.job(job.id)).toMatchObject({
        costMicros: 2n * price.orion,
        reservedMicros: 2n * price.orion,
      });
      const left = asks.filter(({ leadId }) => !lines.some((line) => line.leadId === leadId));
      const more = await Promise.allSettled(left.map((ask) => ledger.reserveLine(ask)));
      expect(more.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    });

    test('waits for possible refunds, and is reached without them', async () => {
      const [first, second] = [await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([first.id, second.id], { maxCostMicros: price.orion });
      const ask = await ledger.nextAsk(second.id);
      const line = await ledger.sent(first.id);
      expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'budget_held' });
      await ledger.settle(line, foundAnswer());
      expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'over_budget', jobIds: [job.id] });
    });

    test('of one job does not stop another job from paying', async () => {
      const lead = await ledger.addLead();
      const poor = await ledger.addJob([lead.id], { maxCostMicros: 1n });
      const rich = await ledger.addJob([lead.id]);
      expect(await ledger.reserveLine(await ledger.nextAsk(lead.id))).toMatchObject({ jobId: rich.id });
      expect(await ledger.job(poor.id)).toMatchObject({ reservedMicros: 0n });
    });
  });

  describe('sending', () => {
    test('shows the provider in the transaction that marks the line as sent', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      await ledger.call(lead.id, notFoundAnswer);
      const ask = await ledger.nextAsk(lead.id);
      const line = await ledger.reserveLine(ask);
      ledger.after(500);
      expect(await ledger.sendLine(ask, line)).toBe(true);
      expect(await ledger.line(line.id)).toMatchObject({ state: 'sent', sentAt: ledger.now() });
      expect(await ledger.lead(lead.id)).toMatchObject({
        phoneStatus: 'asking',
        phoneDetail: { provider: 'astra', step: 2, of: 3, waitingUntil: null },
      });
      expect(await ledger.sendLine(ask, line)).toBe(false);
    });

    const shut: [string, (leadId: number, jobId: number) => Promise<unknown>][] = [
      ['the job was paused', (_lead, id) => database.prisma.job.update({ where: { id }, data: { state: 'paused' } })],
      [
        'the request was ended',
        (leadId) =>
          database.prisma.request.updateMany({
            where: { leadId },
            data: { state: 'cancelled', endedAt: ledger.now() },
          }),
      ],
      ['the lead is gone', (id) => database.prisma.lead.delete({ where: { id } })],
      [
        'the lead must not be contacted',
        (id) => database.prisma.lead.update({ where: { id }, data: { doNotContact: true } }),
      ],
      [
        'the lead came on the suppression list',
        async (id) => {
          const { email } = await database.prisma.lead.findUniqueOrThrow({ where: { id } });
          const list = { name: 'list', defaultCountryCode: null };
          await addEntries({ database, clock: ledger }, recordsOf([email ?? '']), list);
        },
      ],
      [
        'the provider was switched off',
        () => database.prisma.provider.update({ where: { id: 'orion' }, data: { enabled: false } }),
      ],
      [
        'the provider is not usable',
        () => database.prisma.provider.update({ where: { id: 'orion' }, data: { unusableCode: 'bad_key' } }),
      ],
    ];
    test.each(shut)('is refused when %s', async (_what, change) => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const ask = await ledger.nextAsk(lead.id);
      const line = await ledger.reserveLine(ask);
      await change(lead.id, job.id);
      expect(await ledger.sendLine(ask, line)).toBe(false);
      await ledger.tx((sql) => release(sql, line, null));
      expect(await ledger.line(line.id)).toMatchObject({ state: 'released', costMicros: 0n });
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: 0n });
      // The counts of this test's job were not moved with its request.
      await ledger.empty();
    });
  });

  describe('settling', () => {
    test.each([
      ['found', 'found', foundAnswer(), 'settled', 'charged'],
      ['found', 'call', foundAnswer(), 'settled', 'charged'],
      ['nothing', 'found', notFoundAnswer, 'settled', 'none'],
      ['nothing', 'call', notFoundAnswer, 'settled', 'charged'],
      ['a failure', 'found', failedAnswer(), 'failed', 'none'],
      ['a failure', 'call', failedAnswer(), 'failed', 'none'],
      ['no word at all', 'found', lost, 'uncertain', 'uncertain'],
      ['no word at all', 'call', lost, 'uncertain', 'uncertain'],
      ['an end by us', 'found', { kind: 'aborted', uncertain: true } as const, 'uncertain', 'uncertain'],
      ['an end by us', 'call', { kind: 'aborted', uncertain: true } as const, 'uncertain', 'uncertain'],
    ])('%s, paid by %s', async (_what, rule, answer, state, charge) => {
      if (rule === 'call') await chargeByCall();
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const costMicros = charge === 'none' ? 0n : price.orion;
      ledger.after(700);
      expect(await ledger.call(lead.id, answer)).toMatchObject({ state, charge, costMicros, endedAt: ledger.now() });
      expect(await ledger.job(job.id)).toMatchObject({ costMicros, reservedMicros: costMicros });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ costMicros });
    });

    test('stores the number with its parsed parts', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      expect(await ledger.call(lead.id, foundAnswer('+1 202 555 0123 x45'))).toMatchObject({
        outcome: 'found',
        phoneNumber: '+12025550123',
        phone: { e164: '+12025550123', extension: '45', country: 'US' },
        httpStatus: 200,
        reasonCode: null,
      });
    });

    test('once: a second answer, and one with another fence, change nothing', async () => {
      const lead = await ledger.addLead();
      await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      expect(await ledger.settle({ ...line, fence: 'another' }, foundAnswer())).toBeNull();
      expect(await ledger.settle(line, notFoundAnswer)).not.toBeNull();
      const before = await ledger.everything();
      expect(await ledger.settle(line, foundAnswer())).toBeNull();
      expect(await ledger.everything()).toEqual(before);
    });

    test('the price is that of the reservation, also after a change', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      await database.prisma.provider.update({ where: { id: 'orion' }, data: { priceMicros: 999n } });
      expect(await ledger.settle(line, foundAnswer())).toMatchObject({ costMicros: price.orion });
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion });
    });

    test('a call that ends before or after its job is charged to the job', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      await database.prisma.job.update({ where: { id: job.id }, data: { state: 'cancelling' } });
      await ledger.settle(line, foundAnswer());
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion, reservedMicros: price.orion });
    });
  });

  describe('killed processes', () => {
    test('sent lines count as spent, reserved lines are released, and lines with a lease stay', async () => {
      const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob(leads.map(({ id }) => id));
      const [sent, reserved, living] = [leads[0]?.id ?? 0, leads[1]?.id ?? 0, leads[2]?.id ?? 0];
      const sentLine = await ledger.sent(sent);
      const reservedLine = await ledger.reserveLine(await ledger.nextAsk(reserved));
      ledger.after(leaseMs + 1);
      const livingLine = await ledger.sent(living);
      expect(await sweep()).toBe(2);
      expect(await ledger.line(sentLine.id)).toMatchObject({
        state: 'uncertain',
        charge: 'uncertain',
        costMicros: price.orion,
        reasonCode: 'interrupted',
        retryable: true,
      });
      expect(await ledger.line(reservedLine.id)).toMatchObject({ state: 'released', costMicros: 0n });
      expect(await ledger.line(livingLine.id)).toMatchObject({ state: 'sent' });
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion, reservedMicros: 2n * price.orion });
      expect(await sweep()).toBe(0);
    });

    test('their calls are repeated once, and then have failed', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      for (let time = 1; time <= 2; time += 1) {
        expect(await ledger.sent(lead.id)).toMatchObject({ provider: 'orion', attempt: time });
        ledger.after(leaseMs + 1);
        await sweep();
      }
      expect(await ledger.nextAsk(lead.id)).toMatchObject({ provider: 'astra' });
    });

    test.each([
      ['a number: it is charged, not in doubt', foundAnswer(), { state: 'settled', charge: 'charged' }, price.orion],
      ['nothing: the money is free again', notFoundAnswer, { state: 'settled', charge: 'none' }, 0n],
      ['a failure: the money is free again', failedAnswer(), { state: 'failed', charge: 'none' }, 0n],
    ])('a late answer is saved — %s', async (_what, answer, line, costMicros) => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const sent = await ledger.sent(lead.id);
      ledger.after(leaseMs + 1);
      await sweep();
      expect(await ledger.settle(sent, answer)).toMatchObject({ ...line, costMicros });
      expect(await ledger.job(job.id)).toMatchObject({ costMicros, reservedMicros: costMicros });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ costMicros });
    });

    test('a late answer during a repeated call is saved too', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const first = await ledger.sent(lead.id);
      ledger.after(leaseMs + 1);
      await sweep();
      await ledger.sent(lead.id);
      await ledger.settle(first, foundAnswer());
      expect(await ledger.step(lead.id)).toMatchObject({ outcome: { status: 'found', foundBy: { attempt: 1 } } });
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion, reservedMicros: 2n * price.orion });
    });
  });

  describe('a release', () => {
    test('happens once', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      const reason = { code: 'rate_limited', text: 'Asked to wait' };
      await ledger.tx((sql) => release(sql, line, reason));
      await ledger.tx((sql) => release(sql, line, reason));
      expect(await ledger.line(line.id)).toMatchObject({
        state: 'released',
        sentAt: null,
        reasonCode: 'rate_limited',
        costMicros: 0n,
      });
      expect(await ledger.job(job.id)).toMatchObject({ reservedMicros: 0n });
    });
  });

  describe('a failed line without a call', () => {
    const reason = { code: 'rate_limited', text: 'Too many requests for 15 minutes' };
    const giveUpOrion = async (leadId: number, inputHash: string) =>
      giveUp(ledger.deps, leadId, { provider: 'orion', inputHash, ...reason }, ledger.now());

    test('costs nothing, and the next provider is asked', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const { inputHash } = await ledger.nextAsk(lead.id);
      await giveUpOrion(lead.id, inputHash);
      expect(await database.prisma.attempt.findMany()).toMatchObject([
        { state: 'failed', outcome: 'error', reasonCode: 'rate_limited', retryable: false, costMicros: 0n, attempt: 1 },
      ]);
      expect(await ledger.nextAsk(lead.id)).toMatchObject({ provider: 'astra' });
    });

    test('replaces the refused call', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const line = await ledger.sent(lead.id);
      await ledger.tx((sql) => release(sql, line, reason));
      await giveUpOrion(lead.id, line.inputHash);
      expect(await database.prisma.attempt.findMany()).toMatchObject([{ id: line.id, state: 'failed', attempt: 1 }]);
    });

    test('changes neither a sent call nor an answer', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      const line = await ledger.sent(lead.id);
      await giveUpOrion(lead.id, line.inputHash);
      expect(await ledger.line(line.id)).toMatchObject({ state: 'sent' });
      await ledger.settle(line, notFoundAnswer);
      await giveUpOrion(lead.id, line.inputHash);
      expect(await ledger.line(line.id)).toMatchObject({ state: 'settled' });
    });
  });

  test('requests are listed oldest first, with whether they are active now', async () => {
    const lead = await ledger.addLead();
    const running = await ledger.addJob([lead.id]);
    const paused = await ledger.addJob([lead.id], { state: 'paused' });
    await ledger.addPerson(lead.id);
    const live = await ledger.addJob([lead.id], { mode: 'live' });
    expect((await readLookupState(database, { leadId: lead.id })).requests).toMatchObject([
      { jobId: running.id, isActive: true },
      { jobId: paused.id, isActive: false },
      { jobId: null, isActive: true },
      { jobId: live.id, isActive: false, isOfMode: false },
    ]);
  });
});
