import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import { foundAnswer, notFoundAnswer, type TestLedger, testLedger } from '../../testing/testLedger.ts';
import { reuseAnswer } from './reuseAnswer.ts';

const dayMs = 86_400_000;

describe.each(testDatabases)('the same question about two leads on $dialect', ({ open }) => {
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

  /** Orion is asked by name and website, which both leads share. */
  const twins = async () => {
    const shared = { firstName: 'Ana', lastName: 'Lo', companyWebsite: 'firma.example' };
    return [await ledger.addLead(shared), await ledger.addLead(shared)] as const;
  };
  const reuse = async (leadId: number) => {
    const ask = await ledger.nextAsk(leadId);
    return ledger.tx((sql) => reuseAnswer(sql, ask, ledger.now()));
  };
  const newLines = (leadId: number) => database.prisma.attempt.findMany({ where: { leadId } });

  test.each([
    ['found', foundAnswer()],
    ['not_found', notFoundAnswer],
  ] as const)('an answer (%s) is not bought again: the second lead takes it for free', async (outcome, answer) => {
    const [first, second] = await twins();
    await ledger.addPerson(first.id);
    const bought = await ledger.call(first.id, answer);
    ledger.after(3 * dayMs);
    const job = await ledger.addJob([second.id]);
    expect(await ledger.refusal(ledger.reserveLine(await ledger.nextAsk(second.id)))).toEqual({ kind: 'known' });
    expect(await reuse(second.id)).toBe(true);
    const [line] = await newLines(second.id);
    expect(line).toMatchObject({
      ...{ provider: 'orion', state: 'settled', outcome, jobId: job.id, attempt: 1 },
      ...{ costMicros: 0n, priceMicros: 0n, charge: 'none', sentAt: null, knownAt: bought?.endedAt },
      phoneNumber: bought?.phoneNumber,
    });
    expect(await ledger.job(job.id)).toMatchObject({ costMicros: 0n, reservedMicros: 0n });
    const next = await ledger.step(second.id);
    expect(next).toMatchObject(outcome === 'found' ? { kind: 'finish' } : { kind: 'ask', provider: 'astra' });
  });

  test('while the question is under way for another lead, it is not asked', async () => {
    const [first, second] = await twins();
    await ledger.addPerson(first.id);
    await ledger.addPerson(second.id);
    const line = await ledger.sent(first.id);
    const ask = await ledger.nextAsk(second.id);
    expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'asked_elsewhere' });
    await ledger.settle(line, foundAnswer());
    expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'known' });
  });

  test('a dead call holds the question no longer than its lease', async () => {
    const [first, second] = await twins();
    await ledger.addPerson(first.id);
    await ledger.addPerson(second.id);
    await ledger.sent(first.id);
    ledger.after(60_000);
    expect(await ledger.reserveLine(await ledger.nextAsk(second.id))).toMatchObject({ state: 'reserved' });
  });

  test('an answer older than 90 days is bought again, also when it was reused meanwhile', async () => {
    const [first, second] = await twins();
    const third = await ledger.addLead({ firstName: 'Ana', lastName: 'Lo', companyWebsite: 'firma.example' });
    await ledger.addPerson(first.id);
    await ledger.call(first.id, foundAnswer());
    ledger.after(60 * dayMs);
    await ledger.addPerson(second.id);
    expect(await reuse(second.id)).toBe(true);
    ledger.after(40 * dayMs);
    await ledger.addPerson(third.id);
    expect(await reuse(third.id)).toBe(false);
    expect(await ledger.reserveLine(await ledger.nextAsk(third.id))).toMatchObject({ state: 'reserved' });
  });

  test('a forced re-run buys the answer, and an answer of the other mode is not taken', async () => {
    const [first, second] = await twins();
    await ledger.addPerson(first.id);
    await ledger.call(first.id, foundAnswer());
    await ledger.addPerson(second.id, { force: true, round: 1 });
    expect(await reuse(second.id)).toBe(false);
    expect(await ledger.reserveLine(await ledger.nextAsk(second.id))).toMatchObject({ state: 'reserved' });
    await ledger.inMode('live');
    const third = await ledger.addLead({ firstName: 'Ana', lastName: 'Lo', companyWebsite: 'firma.example' });
    await ledger.addPerson(third.id);
    expect(await ledger.reserveLine(await ledger.nextAsk(third.id))).toMatchObject({ state: 'reserved' });
  });

  test('two leads at once never buy the same answer twice', async () => {
    const leads = await Promise.all(
      Array.from({ length: 8 }, () =>
        ledger.addLead({ firstName: 'Ana', lastName: 'Lo', companyWebsite: 'firma.example' }),
      ),
    );
    for (const { id } of leads) await ledger.addPerson(id);
    const asks = await Promise.all(leads.map(({ id }) => ledger.nextAsk(id)));
    const reserved = await Promise.allSettled(asks.map((ask) => ledger.reserveLine(ask)));
    expect(reserved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
