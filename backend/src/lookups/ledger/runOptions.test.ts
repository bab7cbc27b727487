import type { StopAt } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import {
  type Answer,
  failedAnswer,
  foundAnswer,
  leaseMs,
  notFoundAnswer,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { sweepLines } from './settleAttempt.ts';
import { finishLookup } from './finishLookup.ts';

const mobile = '+34612345678';
const landline = '+34912345678';

describe.each(testDatabases)('the options of a run on $dialect', ({ open }) => {
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

  const job = async (
    leadId: number,
    run: { stopAt?: StopAt; maxCostPerLeadMicros?: bigint; retryOf?: number; maxCostMicros?: bigint },
  ): Promise<number> => {
    const { id } = await ledger.addJob([leadId]);
    await database.prisma.job.update({ where: { id }, data: run });
    return id;
  };
  const finish = (leadId: number) => finishLookup(ledger.deps, leadId, ledger.now());
  const lost: Answer = failedAnswer({ uncertain: true });

  describe('only a mobile number ends the lookup', () => {
    const stopAt = 'mobile';

    test('a landline and then a mobile number: the mobile one is chosen, the landline kept', async () => {
      await ledger.inMode('live');
      const { id } = await ledger.addLead();
      const jobId = await job(id, { stopAt });
      await ledger.call(id, foundAnswer(landline));
      expect(await finish(id)).toEqual({ again: true, jobIds: [] });
      await ledger.call(id, foundAnswer(mobile));
      await finish(id);
      expect(await ledger.lead(id)).toMatchObject({
        phoneStatus: 'found',
        phoneNumber: mobile,
        phoneType: 'mobile',
        phoneProvider: 'astra',
        phoneDetail: null,
        phones: [{ number: landline, type: 'fixed_line', source: 'orion' }],
      });
      expect(await ledger.item(jobId, id)).toMatchObject({ state: 'found', costMicros: 120_000n });
    });

    test('no mobile number: the landline is the lead’s, and said to be one', async () => {
      const { id } = await ledger.addLead();
      const jobId = await job(id, { stopAt });
      await ledger.call(id, foundAnswer(landline));
      await ledger.call(id, notFoundAnswer);
      await ledger.call(id, notFoundAnswer);
      await finish(id);
      const reason = { code: 'no_mobile', text: 'Landline; no mobile found' };
      expect(await ledger.lead(id)).toMatchObject({
        phoneStatus: 'found',
        phoneNumber: landline,
        phoneDetail: { provider: 'orion', reason },
      });
      expect(await ledger.item(jobId, id)).toMatchObject({
        state: 'found',
        reasonCode: 'no_mobile',
        reasonText: reason.text,
      });
    });

    test('of an answer with both, the mobile number is chosen', async () => {
      await ledger.inMode('live');
      const { id } = await ledger.addLead();
      await job(id, { stopAt });
      const both = foundAnswer(landline);
      await ledger.call(id, { ...both, phone: { ...both.phone, further: [foundAnswer(mobile).phone] } });
      await finish(id);
      expect(await ledger.lead(id)).toMatchObject({ phoneNumber: mobile, phones: [{ number: landline }] });
    });

    test('beside a job for any number: that one ends at the landline and pays no further call', async () => {
      const { id } = await ledger.addLead();
      const any = await job(id, {});
      const mobileJob = await job(id, { stopAt });
      await ledger.call(id, foundAnswer(landline));
      expect(await finish(id)).toEqual({ again: true, jobIds: [any] });
      expect(await ledger.lead(id)).toMatchObject({ phoneNumber: landline });
      expect(await ledger.job(any)).toMatchObject({ state: 'completed', costMicros: 100_000n });
      await ledger.call(id, foundAnswer(mobile));
      expect(await finish(id)).toEqual({ again: false, jobIds: [mobileJob] });
      expect(await ledger.lead(id)).toMatchObject({ phoneNumber: mobile });
      expect(await ledger.job(mobileJob)).toMatchObject({ state: 'completed', costMicros: 20_000n });
      expect(await ledger.job(any)).toMatchObject({ costMicros: 100_000n });
    });

    test('an imported landline is replaced and kept; a typed one stays, with the mobile number beside it', async () => {
      await ledger.inMode('live');
      for (const phoneProvider of ['import', 'manual']) {
        const { id } = await ledger.addLead({ phoneNumber: landline, phoneType: 'fixed_line', phoneProvider });
        await job(id, { stopAt });
        await ledger.call(id, foundAnswer(mobile));
        await finish(id);
        const [chosen, beside] = phoneProvider === 'import' ? [mobile, landline] : [landline, mobile];
        expect(await ledger.lead(id)).toMatchObject({ phoneNumber: chosen, phones: [{ number: beside }] });
      }
    });

    test('a lead keeps its landline when no provider has a mobile number, and the item says so', async () => {
      const { id } = await ledger.addLead({ phoneNumber: landline, phoneType: 'fixed_line', phoneProvider: 'import' });
      const jobId = await job(id, { stopAt });
      for (let provider = 0; provider < 3; provider += 1) await ledger.call(id, notFoundAnswer);
      await finish(id);
      expect(await ledger.lead(id)).toMatchObject({
        phoneStatus: 'found',
        phoneNumber: landline,
        phoneDetail: { reason: { code: 'no_mobile' } },
      });
      expect(await ledger.item(jobId, id)).toMatchObject({ state: 'no_data', reasonText: 'No mobile found' });
    });

    test('a paused job has its landline saved, and goes on for a mobile number', async () => {
      const { id } = await ledger.addLead();
      const jobId = await job(id, { stopAt });
      await ledger.call(id, foundAnswer(landline));
      await database.prisma.job.update({ where: { id: jobId }, data: { state: 'paused' } });
      await finish(id);
      expect(await ledger.lead(id)).toMatchObject({ phoneNumber: landline });
      await database.prisma.job.update({ where: { id: jobId }, data: { state: 'running' } });
      expect(await ledger.step(id)).toMatchObject({ kind: 'ask', provider: 'astra' });
      expect(await ledger.item(jobId, id)).toMatchObject({ state: 'running' });
    });
  });

  describe('a limit per lead', () => {
    const spent = async (jobId: number): Promise<bigint> => (await ledger.job(jobId)).costMicros;

    test('counts lost answers as paid, and skips what would exceed it', async () => {
      const { id } = await ledger.addLead();
      const jobId = await job(id, { maxCostPerLeadMicros: 150_000n });
      await ledger.call(id, lost);
      // Another call to Orion would make 200,000.
      expect(await ledger.step(id)).toMatchObject({ provider: 'astra' });
      await ledger.call(id, notFoundAnswer);
      expect(await ledger.step(id)).toMatchObject({ provider: 'nimbus' });
      await ledger.call(id, lost);
      await finish(id);
      expect(await spent(jobId)).toBe(150_000n);
      expect(await ledger.item(jobId, id)).toMatchObject({ state: 'incomplete' });
    });

    test('a call of a killed process counts until its outcome is known', async () => {
      const { id } = await ledger.addLead();
      const jobId = await job(id, { maxCostPerLeadMicros: 110_000n });
      const dead = await ledger.sent(id);
      const astra = await ledger.nextAsk(id);
      // As if the order had been changed meanwhile.
      await database.prisma.provider.update({ where: { id: 'orion' }, data: { position: 9 } });
      const next = await ledger.nextAsk(id);
      expect([astra.provider, next.provider]).toEqual(['orion', 'astra']);
      expect(await ledger.refusal(ledger.reserveLine(next))).toEqual({ kind: 'held', until: dead.leaseUntil });
      ledger.after(leaseMs + 1);
      await ledger.tx((sql) => sweepLines(sql, ledger.now(), ledger.now()));
      expect(await ledger.refusal(ledger.reserveLine(next))).toEqual({ kind: 'no_request' });
      expect(await ledger.step(id)).toMatchObject({ kind: 'finish' });
      expect(await spent(jobId)).toBe(100_000n);
    });

    test('is shared by the retries of a job', async () => {
      const { id } = await ledger.addLead();
      const first = await job(id, { maxCostPerLeadMicros: 110_000n });
      await ledger.call(id, lost);
      await database.prisma.request.updateMany({
        where: { jobId: first },
        data: { state: 'error', endedAt: ledger.now() },
      });
      ledger.after(60_000);
      await job(id, { maxCostPerLeadMicros: 110_000n, retryOf: first });
      expect(await ledger.step(id)).toMatchObject({ kind: 'finish', outcome: { reason: { code: 'over_lead_limit' } } });
      await finish(id);
      const fresh = await job(id, { maxCostPerLeadMicros: 110_000n });
      expect(await ledger.step(id)).toMatchObject({ kind: 'ask', provider: 'orion' });
      expect((await ledger.sent(id)).jobId).toBe(fresh);
    });

    test('a price that was raised since the plan is not paid', async () => {
      const { id } = await ledger.addLead();
      await job(id, { maxCostPerLeadMicros: 100_000n });
      const ask = await ledger.nextAsk(id);
      await database.prisma.provider.update({ where: { id: 'orion' }, data: { priceMicros: 100_001n } });
      expect(await ledger.refusal(ledger.reserveLine(ask))).toEqual({ kind: 'no_request' });
      expect(await ledger.step(id)).toMatchObject({ provider: 'astra' });
    });
  });
});
