import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import {
  failedAnswer,
  foundAnswer,
  notFoundAnswer,
  price,
  refusedKey,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { endRequests } from './endRequests.ts';
import { finishLookup } from './finishLookup.ts';
import { holdJob } from './holdJob.ts';
import { completeIfDone } from '../../jobs/jobCounts.ts';
import { freedProvider } from '../../providers/freedProvider.ts';
import { noteFault } from './providerFaults.ts';

describe.each(testDatabases)('the end of a lookup on $dialect', ({ open }) => {
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

  const finish = (leadId: number) => finishLookup(ledger.deps, leadId, ledger.now());
  const miss = async (leadId: number, times = 3): Promise<void> => {
    for (let n = 0; n < times; n += 1) await ledger.call(leadId, notFoundAnswer);
  };
  const fail = async (leadId: number): Promise<void> => {
    for (let n = 0; n < 3; n += 1) await ledger.call(leadId, failedAnswer());
  };
  /** A second finish, as after a crash, must find everything done. */
  const expectRepeatToChangeNothing = async (leadId: number): Promise<void> => {
    const before = await ledger.everything();
    ledger.after(60_000);
    expect(await finish(leadId)).toEqual({ again: false, jobIds: [] });
    expect(await ledger.everything()).toEqual(before);
  };

  test('a number: lead, history, requests, counts and events in one transaction', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    const person = await ledger.addPerson(lead.id);
    await ledger.call(lead.id, foundAnswer('+1 202 555 0123 x45'));
    ledger.after(1_000);
    expect(await finish(lead.id)).toEqual({ again: false, jobIds: [job.id] });
    expect(await ledger.lead(lead.id)).toMatchObject({
      version: 2,
      phoneNumber: '+12025550123',
      phoneExtension: '45',
      phoneCountry: 'US',
      phoneProvider: 'orion',
      phoneMode: 'sandbox',
      phoneStatus: 'found',
      phoneDetail: null,
      phoneCheckedAt: ledger.now(),
      updatedAt: ledger.now(),
    });
    expect(await database.prisma.leadChange.findMany()).toMatchObject([
      { leadId: lead.id, field: 'phoneNumber', oldValue: null, newValue: '+12025550123', source: 'provider:orion' },
    ]);
    for (const { state, endedAt } of [await ledger.item(job.id, lead.id), await ledger.request(person.id)]) {
      expect({ state, endedAt }).toEqual({ state: 'found', endedAt: ledger.now() });
    }
    expect(await ledger.counts(job.id)).toEqual({ found: 1 });
    expect(await ledger.job(job.id)).toMatchObject({ state: 'completed', endedAt: ledger.now() });
    expect((await ledger.events()).slice(-2)).toMatchObject([
      { topic: 'leads', name: 'lead.changed', data: { id: lead.id, phoneNumber: '+12025550123' } },
      { topic: `job:${job.id}`, name: 'job.changed', data: { state: 'completed', counts: { found: 1 } } },
    ]);
    await expectRepeatToChangeNothing(lead.id);
  });

  test('an unusual number is kept and marked, also after a repeat', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    const answer = foundAnswer();
    await ledger.call(lead.id, { ...answer, phone: { ...answer.phone, unusual: true } });
    await finish(lead.id);
    expect(await ledger.lead(lead.id)).toMatchObject({
      phoneStatus: 'found',
      phoneDetail: { provider: 'orion', reason: { code: 'unusual_number' } },
    });
    await expectRepeatToChangeNothing(lead.id);
  });

  test.each([
    ['no_data', async (id: number) => miss(id), {}],
    [
      'incomplete',
      async (id: number) => {
        await fail(id);
        await miss(id, 2);
      },
      { phoneDetail: { provider: 'orion', failed: [{ provider: 'orion' }] } },
    ],
    [
      'error',
      async (id: number) => {
        for (let n = 0; n < 3; n += 1) await fail(id);
      },
      { phoneDetail: { reason: { code: 'server_error', provider: 'orion' } } },
    ],
  ])('%s: stored on the lead and on every request; a repeat changes nothing', async (status, calls, shown) => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    await calls(lead.id);
    await finish(lead.id);
    expect(await ledger.lead(lead.id)).toMatchObject({
      phoneStatus: status,
      phoneNumber: null,
      version: 1,
      phoneCheckedAt: ledger.now(),
      ...shown,
    });
    expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: status, costMicros: 0n });
    expect(await ledger.counts(job.id)).toEqual({ [status]: 1 });
    await expectRepeatToChangeNothing(lead.id);
  });

  test('a provider is left: nothing is written, and the lookup continues', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    await miss(lead.id, 2);
    const before = await ledger.everything();
    expect(await finish(lead.id)).toEqual({ again: true, jobIds: [] });
    expect(await ledger.everything()).toEqual(before);
  });

  test('a request after the last answer gets the number too', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    await ledger.call(lead.id, foundAnswer());
    const job = await ledger.addJob([lead.id], { itemState: 'waiting' });
    await finish(lead.id);
    expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'found', costMicros: 0n });
    expect(await ledger.job(job.id)).toMatchObject({ state: 'completed' });
  });

  test('an event that can’t be written rolls everything back', async () => {
    const lead = await ledger.addLead();
    await ledger.addJob([lead.id]);
    await ledger.call(lead.id, foundAnswer());
    const before = await ledger.everything();
    const failsOnEvents =
      (prisma: Sql['prisma']): Sql['prisma']['$executeRaw'] =>
      (query, ...values) => {
        if (('raw' in query ? query.join('?') : query.sql).includes('INTO "Event"')) throw new Error('No events');
        return prisma.$executeRaw(query, ...values);
      };
    const withoutEvents = {
      ...ledger.deps,
      database: {
        ...database,
        transaction: <T>(work: (sql: Sql) => Promise<T>) =>
          database.transaction((sql) =>
            work({
              ...sql,
              prisma: new Proxy(sql.prisma, {
                get: (prisma, name, self) =>
                  name === '$executeRaw' ? failsOnEvents(prisma) : (Reflect.get(prisma, name, self) as unknown),
              }),
            }),
          ),
      },
    };
    await expect(finishLookup(withoutEvents, lead.id, ledger.now())).rejects.toThrow('No events');
    expect(await ledger.everything()).toEqual(before);
    await finish(lead.id);
    expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'found' });
  });

  describe('existing numbers', () => {
    test('a typed number stays', async () => {
      const lead = await ledger.addLead();
      const person = await ledger.addPerson(lead.id);
      await ledger.call(lead.id, foundAnswer('+34612000000'));
      await database.prisma.lead.update({
        where: { id: lead.id },
        data: { phoneNumber: '+34699999999', phoneProvider: 'manual', phoneStatus: 'found' },
      });
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({
        phoneNumber: '+34699999999',
        phoneProvider: 'manual',
        phoneStatus: 'found',
      });
      expect((await ledger.request(person.id)).endedAt).not.toBeNull();
      expect(await database.prisma.leadChange.count()).toBe(0);
      await expectRepeatToChangeNothing(lead.id);
    });

    test.each(['manual', 'import'])(
      'forced: a found number is offered beside one of source %s',
      async (phoneProvider) => {
        const lead = await ledger.addLead({ phoneNumber: '+34699999999', phoneProvider, phoneRound: 2 });
        await ledger.addPerson(lead.id, { force: true, round: 2 });
        await ledger.call(lead.id, foundAnswer('+34612000000'));
        await finish(lead.id);
        expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: '+34699999999', phoneStatus: 'found' });
      },
    );

    test('forced: a found number replaces a provider’s number, with its history', async () => {
      const lead = await ledger.addLead({
        phoneNumber: '+34699999999',
        phoneProvider: 'astra',
        phoneMode: 'sandbox',
        phoneRound: 2,
      });
      await ledger.addPerson(lead.id, { force: true, round: 2 });
      await ledger.call(lead.id, foundAnswer('+34612000000'));
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: '+34612000000', phoneProvider: 'orion' });
      expect(await database.prisma.leadChange.findMany()).toMatchObject([
        { oldValue: '+34699999999', newValue: '+34612000000' },
      ]);
      await expectRepeatToChangeNothing(lead.id);
    });

    test('forced and nothing found, or failed: the old number and its state stay', async () => {
      for (const calls of [miss, async (id: number) => fail(id).then(() => miss(id, 2))]) {
        const lead = await ledger.addLead({
          phoneNumber: '+34699999999',
          phoneProvider: 'orion',
          phoneMode: 'sandbox',
          phoneRound: 2,
        });
        const person = await ledger.addPerson(lead.id, { force: true, round: 2 });
        await calls(lead.id);
        await finish(lead.id);
        expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: '+34699999999', phoneStatus: 'found' });
        expect((await ledger.request(person.id)).state).not.toBe('found');
        await expectRepeatToChangeNothing(lead.id);
      }
    });
  });

  describe('modes', () => {
    test('a sandbox answer and its cost do not count in live mode', async () => {
      const lead = await ledger.addLead();
      await ledger.addPerson(lead.id);
      await ledger.call(lead.id, notFoundAnswer);
      await ledger.inMode('live');
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
      const job = await ledger.addJob([lead.id]);
      await ledger.call(lead.id, foundAnswer());
      expect(await database.prisma.attempt.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
        { mode: 'sandbox', attempt: 1 },
        { mode: 'live', attempt: 1, outcome: 'found' },
      ]);
      // The sandbox still knows only its own.
      await ledger.inMode('sandbox');
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'astra' });
      expect((await ledger.job(job.id)).mode).toBe('live');
    });

    test('a sandbox number counts as missing in live mode, and a real one replaces it', async () => {
      const lead = await ledger.addLead({ phoneNumber: '+12025550123', phoneProvider: 'orion', phoneMode: 'sandbox' });
      await ledger.inMode('live');
      await ledger.addPerson(lead.id);
      await ledger.call(lead.id, foundAnswer('+34612000000'));
      await finishLookup(ledger.deps, lead.id, ledger.now());
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneNumber: '+34612000000', phoneMode: 'live' });
    });

    test('live providers are never asked about sample leads', async () => {
      const lead = await ledger.addLead({ tags: ['sample'] });
      await ledger.addPerson(lead.id);
      await ledger.inMode('live');
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'finish', outcome: { status: 'skipped' } });
      await ledger.inMode('sandbox');
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask' });
    });
  });

  describe('no active request', () => {
    test('paused: the lead waits again; on hold: it shows the reason; a repeat changes nothing', async () => {
      const lead = await ledger.addLead({ phoneStatus: 'asking' });
      const job = await ledger.addJob([lead.id], { state: 'paused' });
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({
        phoneStatus: 'queued',
        phoneDetail: { reason: { code: 'job_paused' } },
      });
      await expectRepeatToChangeNothing(lead.id);
      await database.prisma.job.update({
        where: { id: job.id },
        data: { state: 'on_hold', errorCode: 'over_budget', errorText: 'Spending limit reached' },
      });
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({
        phoneStatus: 'on_hold',
        phoneDetail: { reason: { code: 'over_budget', text: 'Spending limit reached' } },
      });
      await expectRepeatToChangeNothing(lead.id);
    });

    test.each([
      [null, 'cancelled'],
      ['+34699999999', 'found'],
    ])('ended: with the number %s the status is %s', async (phoneNumber, status) => {
      const lead = await ledger.addLead({ phoneStatus: 'asking', phoneNumber });
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: status, phoneDetail: null });
      await expectRepeatToChangeNothing(lead.id);
    });

    test.each(['none', 'no_data', 'error', 'on_hold', 'cancelled'] as const)(
      'a lead that shows %s is left alone',
      async (phoneStatus) => {
        const lead = await ledger.addLead({ phoneStatus });
        await expectRepeatToChangeNothing(lead.id);
      },
    );
  });

  describe('deleted and do-not-contact leads', () => {
    test('deleted: its requests end as cancelled', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      await ledger.addPerson(lead.id);
      await database.prisma.lead.delete({ where: { id: lead.id } });
      expect(await finish(lead.id)).toEqual({ again: false, jobIds: [job.id] });
      expect(await ledger.counts(job.id)).toEqual({ cancelled: 1 });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ reasonCode: 'lead_deleted' });
      await expectRepeatToChangeNothing(lead.id);
    });

    test('do-not-contact: no phone status, and the item has the reason', async () => {
      const lead = await ledger.addLead({ doNotContact: true });
      const job = await ledger.addJob([lead.id]);
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'none', phoneCheckedAt: null });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'skipped', reasonCode: 'do_not_contact' });
      await expectRepeatToChangeNothing(lead.id);
    });
  });

  describe('a provider that is not usable', () => {
    const fault = (answer = refusedKey, sentAt = ledger.now()) =>
      ledger.tx((sql) => noteFault(sql, { provider: 'orion', sentAt }, answer, ledger.now()));
    const orion = () => database.prisma.provider.findUniqueOrThrow({ where: { id: 'orion' } });

    test('needs three faults in a row', async () => {
      await fault();
      await fault();
      expect(await orion()).toMatchObject({ faultsInRow: 2, unusableCode: null });
      await fault(notFoundAnswer);
      expect(await orion()).toMatchObject({ faultsInRow: 0 });
      for (let n = 0; n < 2; n += 1) expect(await fault()).toBe(false);
      // A failure of another kind is no answer and no such fault.
      await fault(failedAnswer());
      expect(await fault()).toBe(true);
      expect(await orion()).toMatchObject({
        faultsInRow: 3,
        unusableCode: 'bad_key',
        unusableText: 'Refused the key (401)',
        unusableAt: ledger.now(),
      });
      expect(await fault()).toBe(false);
    });

    test('an answer to a call from before the end of a stop is no new fault', async () => {
      const sentAt = ledger.now();
      await database.prisma.provider.update({
        where: { id: 'orion' },
        data: freedProvider(new Date(sentAt.getTime() + 1)),
      });
      for (let n = 0; n < 3; n += 1) expect(await fault(refusedKey, sentAt)).toBe(false);
      expect(await orion()).toMatchObject({ faultsInRow: 0, unusableCode: null });
    });

    test('a lead whose call met the stop is called again once the stop ends', async () => {
      const lead = await ledger.addLead();
      await ledger.addJob([lead.id]);
      await ledger.call(lead.id, refusedKey);
      expect(await ledger.step(lead.id)).not.toMatchObject({ kind: 'ask', provider: 'orion' });
      ledger.after(1);
      await database.prisma.provider.update({ where: { id: 'orion' }, data: freedProvider(ledger.now()) });
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion', maxTries: 3 });
      await ledger.call(lead.id, foundAnswer());
      await finish(lead.id);
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'found' });
      // A failure of its own is still its own.
      const other = await ledger.addLead();
      await ledger.addJob([other.id]);
      await ledger.call(other.id, failedAnswer());
      await database.prisma.provider.update({ where: { id: 'orion' }, data: freedProvider(ledger.now()) });
      expect(await ledger.step(other.id)).toMatchObject({ kind: 'ask', provider: 'orion', maxTries: 2 });
    });

    test('holds a job with its remaining items once one of its leads needs it, and no other job', async () => {
      const [done, waiting] = [await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([done.id, waiting.id]);
      const paused = await ledger.addJob([waiting.id], { state: 'paused' });
      await ledger.call(done.id, foundAnswer());
      await finish(done.id);
      const [other] = [await ledger.addLead({ email: null, companyWebsite: null, companyName: null })];
      const cannotAskIt = await ledger.addJob([other.id]);
      for (let n = 0; n < 3; n += 1) await fault();
      expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
      await finish(other.id);
      expect(await ledger.job(cannotAskIt.id)).toMatchObject({ state: 'completed' });
      await finish(waiting.id);
      expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold', errorCode: 'bad_key' });
      expect(await ledger.counts(job.id)).toEqual({ found: 1, on_hold: 1 });
      expect(await ledger.lead(waiting.id)).toMatchObject({
        phoneStatus: 'on_hold',
        phoneDetail: { reason: { code: 'bad_key' } },
      });
      expect(await ledger.lead(done.id)).toMatchObject({ phoneStatus: 'found' });
      expect(await ledger.job(paused.id)).toMatchObject({ state: 'paused' });
    });

    test('ends a person’s lookup on hold; the items of jobs stay open and continue later', async () => {
      const lead = await ledger.addLead();
      await database.prisma.provider.update({
        where: { id: 'orion' },
        data: { unusableCode: 'bad_key', unusableText: 'Refused the key (401)' },
      });
      const person = await ledger.addPerson(lead.id);
      const job = await ledger.addJob([lead.id]);
      await miss(lead.id, 2);
      await finish(lead.id);
      expect(await ledger.request(person.id)).toMatchObject({ state: 'on_hold', endedAt: ledger.now() });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'on_hold', endedAt: null });
      expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold', errorCode: 'bad_key' });
      expect(await ledger.lead(lead.id)).toMatchObject({
        phoneStatus: 'on_hold',
        phoneDetail: { provider: 'orion', reason: { code: 'bad_key' } },
      });
    });
  });

  describe('a provider that asks to wait for longer than a lookup waits', () => {
    const text = 'Orion asks to wait until 2026-05-03 11:00 UTC';
    const block = (forMs: number) =>
      ledger.blocks.splice(0, 1, {
        key: 'sandbox:orion',
        forMs,
        until: new Date(ledger.now().getTime() + forMs),
        usedUp: null,
      });

    test('puts a job that needs it on hold, with the time; the job continues once the block is lifted', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      block(15 * 60_000);
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
      block(60 * 60_000);
      await finish(lead.id);
      expect(await ledger.job(job.id)).toMatchObject({
        state: 'on_hold',
        errorCode: 'rate_limited',
        errorText: text,
      });
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'on_hold', phoneDetail: { reason: { text } } });
    });

    test('puts a job on hold too when the calls of a day are used up, and names them', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const until = new Date(ledger.now().getTime() + 3_600_000);
      ledger.blocks.splice(0, 1, { key: 'sandbox:orion', forMs: 3_600_000, until, usedUp: [1_500, 86_400] });
      await finish(lead.id);
      const errorText = 'Orion: 1,500 calls a day are used up until 2026-05-03 11:00 UTC';
      expect(await ledger.job(job.id)).toMatchObject({ state: 'on_hold', errorCode: 'rate_limited', errorText });
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'on_hold' });
    });

    test('of the other mode does not count', async () => {
      const lead = await ledger.addLead();
      await ledger.addJob([lead.id]);
      const until = new Date(ledger.now().getTime() + 3_600_000);
      ledger.blocks.splice(0, 1, { key: 'live:orion', forMs: 3_600_000, until, usedUp: null });
      expect(await ledger.step(lead.id)).toMatchObject({ kind: 'ask', provider: 'orion' });
    });

    test('is skipped for a person, who gets the answers of the others', async () => {
      const [known, unknown] = [await ledger.addLead(), await ledger.addLead()];
      block(60 * 60_000);
      for (const { id } of [known, unknown]) {
        await ledger.addPerson(id);
        expect(await ledger.step(id)).toMatchObject({ kind: 'ask', provider: 'astra' });
      }
      await ledger.call(known.id, foundAnswer());
      await finish(known.id);
      expect(await ledger.lead(known.id)).toMatchObject({ phoneStatus: 'found', phoneProvider: 'astra' });
      await ledger.call(unknown.id, notFoundAnswer);
      await ledger.call(unknown.id, notFoundAnswer);
      await finish(unknown.id);
      expect(await ledger.lead(unknown.id)).toMatchObject({
        phoneStatus: 'incomplete',
        phoneDetail: { failed: [{ provider: 'orion', reason: { code: 'rate_limited', text } }] },
      });
    });
  });

  describe('holding a job', () => {
    const reason = { code: 'over_budget', text: 'Spending limit reached' };
    const hold = (jobId: number) => ledger.tx((sql) => holdJob(sql, jobId, reason));

    test('does not change leads with another active request', async () => {
      const [own, persons, others] = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([own.id, persons.id, others.id]);
      await ledger.addPerson(persons.id);
      await ledger.addJob([others.id]);
      expect(await hold(job.id)).toBe(true);
      const shown = [];
      for (const { id } of [own, persons, others]) shown.push((await ledger.lead(id)).phoneStatus);
      expect(shown).toEqual(['on_hold', 'queued', 'queued']);
      expect(await hold(job.id)).toBe(false);
    });

    test.each(['paused', 'cancelling', 'cancelled', 'completed'])('not one that is %s', async (state) => {
      const job = await ledger.addJob([(await ledger.addLead()).id], { state });
      expect(await hold(job.id)).toBe(false);
      expect(await ledger.job(job.id)).toMatchObject({ state, errorCode: null });
    });
  });

  describe('ending requests', () => {
    const end = (leadId: number, whose: 'person' | 'everyone') =>
      ledger.tx((sql) => endRequests(sql, [leadId], whose, ledger.now()));

    test('the person’s: jobs keep theirs, and the lead what it shows', async () => {
      const lead = await ledger.addLead({ phoneStatus: 'asking' });
      const job = await ledger.addJob([lead.id]);
      const person = await ledger.addPerson(lead.id);
      expect(await end(lead.id, 'person')).toEqual({ count: 1, events: [], jobIds: [] });
      expect(await ledger.request(person.id)).toMatchObject({ state: 'cancelled', endedAt: ledger.now() });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'running' });
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'asking' });
      expect(await end(lead.id, 'person')).toMatchObject({ count: 0 });
    });

    test('everyone’s: with the counts of their jobs, and the lead says so', async () => {
      const [lead, other] = [await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([lead.id, other.id]);
      const last = await ledger.addJob([lead.id]);
      await ledger.addPerson(lead.id);
      const { count, events, jobIds } = await end(lead.id, 'everyone');
      expect({ count, jobIds: jobIds.toSorted((a, b) => a - b) }).toEqual({ count: 3, jobIds: [job.id, last.id] });
      expect(events).toMatchObject([{ name: 'lead.changed', data: { phoneStatus: 'cancelled' } }]);
      expect(await ledger.counts(job.id)).toEqual({ running: 1, cancelled: 1 });
      expect(await ledger.job(last.id)).toMatchObject({ state: 'completed' });
    });

    test('a sent call is still settled and charged to its request', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      await end(lead.id, 'everyone');
      await ledger.settle(line, foundAnswer());
      await finish(lead.id);
      expect(await ledger.job(job.id)).toMatchObject({ costMicros: price.orion });
      // What was paid for is kept, and counts.
      expect(await ledger.lead(lead.id)).toMatchObject({ phoneStatus: 'found', phoneNumber: '+34612345678' });
      expect(await ledger.item(job.id, lead.id)).toMatchObject({ state: 'found', costMicros: price.orion });
      expect(await ledger.counts(job.id)).toEqual({ found: 1 });
    });

    test('a job whose last item ended during its call completes once the call is settled', async () => {
      const lead = await ledger.addLead();
      const job = await ledger.addJob([lead.id]);
      const line = await ledger.sent(lead.id);
      await end(lead.id, 'everyone');
      expect(await ledger.job(job.id)).toMatchObject({ state: 'running' });
      await ledger.settle(line, foundAnswer());
      expect(await ledger.tx((sql) => completeIfDone(sql, job.id, ledger.now()))).toBe(true);
    });

    test('a number that was found and paid counts as found, however its item ends', async () => {
      const [typed, marked] = [await ledger.addLead(), await ledger.addLead()];
      const job = await ledger.addJob([typed.id, marked.id]);
      for (const { id } of [typed, marked]) await ledger.call(id, foundAnswer());
      const data = { phoneNumber: '+34699999999', phoneProvider: 'manual' };
      await database.prisma.lead.update({ where: { id: typed.id }, data });
      await database.prisma.lead.update({ where: { id: marked.id }, data: { doNotContact: true } });
      for (const { id } of [typed, marked]) await finish(id);
      expect(await ledger.counts(job.id)).toEqual({ found: 2 });
      expect(await ledger.item(job.id, typed.id)).toMatchObject({ state: 'found', reasonCode: null });
    });
  });

  test('many leads of two jobs end at once, and every count is right', async () => {
    const leads = [];
    for (let n = 0; n < 10; n += 1) leads.push(await ledger.addLead());
    const ids = leads.map(({ id }) => id);
    const jobs = [await ledger.addJob(ids), await ledger.addJob(ids.slice(3))];
    for (const [index, id] of ids.entries()) {
      if (index % 2 === 0) await ledger.call(id, foundAnswer());
      else await miss(id);
    }
    await Promise.all(ids.flatMap((id) => [finish(id), finish(id)]));
    for (const { id } of jobs) expect(await ledger.job(id)).toMatchObject({ state: 'completed' });
    expect(await ledger.counts(jobs[0]?.id ?? 0)).toEqual({ found: 5, no_data: 5 });
    expect(await ledger.counts(jobs[1]?.id ?? 0)).toEqual({ found: 3, no_data: 4 });
    expect(await ledger.job(jobs[0]?.id ?? 0)).toMatchObject({ costMicros: 5n * price.orion });
    expect(await ledger.job(jobs[1]?.id ?? 0)).toMatchObject({ costMicros: 0n });
  });
});
