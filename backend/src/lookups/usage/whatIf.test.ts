import { whatIfLinesPerLead } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { type TestLedger, testLedger } from '../../testing/testLedger.ts';
import { readWhatIf } from './whatIf.ts';

describe.each(testDatabases)('what if, on $dialect', ({ open }) => {
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

  type Line = [provider: string, outcome: 'found' | 'not_found' | 'error', costMicros: number, over?: object];
  /** Writes the lines of a lead, as lookups left them. */
  async function lines(leadId: number, ...given: Line[]): Promise<void> {
    const at = ledger.now();
    for (const [index, [provider, outcome, costMicros, over = {}]] of given.entries()) {
      await database.prisma.attempt.create({
        data: {
          ...{ mode: 'sandbox', leadId, provider, inputHash: 'h', scope: 'lookup', round: 0, attempt: index + 1 },
          ...{ state: outcome === 'error' ? 'failed' : 'settled', outcome, retryable: false, chargeRule: 'found' },
          ...{ costMicros, priceMicros: 1, charge: 'charged', fence: 'f', leaseUntil: at },
          ...{ queuedAt: at, sentAt: at, endedAt: at, ...over },
        },
      });
    }
  }
  const whatIf = (...order: string[]) => readWhatIf({ database, book: ledger.deps.book }, order);
  const exactly = (value: number) => ({ min: value, max: value });

  test('plays the same leads in both orders, from their latest answers', async () => {
    const [first, second] = [await ledger.addLead(), await ledger.addLead()];
    await lines(first.id, ['orion', 'not_found', 0], ['astra', 'not_found', 0], ['orion', 'found', 100, { round: 1 }]);
    await lines(second.id, ['orion', 'not_found', 0], ['astra', 'found', 20], ['nimbus', 'not_found', 50]);
    expect(await whatIf('astra', 'orion')).toMatchObject({
      leads: 2,
      today: { order: ['orion', 'astra', 'nimbus'], numbers: exactly(2), costMicros: exactly(120), unknownLeads: 0 },
      whatIf: { order: ['astra', 'orion'], numbers: exactly(2), costMicros: exactly(120), unknownLeads: 0 },
    });
    expect((await whatIf('nimbus', 'orion')).whatIf).toMatchObject({ numbers: exactly(1), unknownLeads: 1 });
  });

  test('what was never answered is unknown: not asked, failed, of the other mode, or of a deleted lead', async () => {
    const lead = await ledger.addLead();
    await lines(
      lead.id,
      ['orion', 'not_found', 0],
      ['astra', 'error', 0, { state: 'failed' }],
      ['nimbus', 'found', 1, { mode: 'live' }],
    );
    await lines(999_999, ['orion', 'not_found', 0]);
    expect(await whatIf('astra')).toMatchObject({
      leads: 2,
      today: { numbers: { min: 0, max: 2 }, unknownLeads: 2 },
      whatIf: { numbers: { min: 0, max: 2 }, unknownLeads: 2 },
    });
    expect((await whatIf('orion')).whatIf).toMatchObject({ numbers: exactly(0), unknownLeads: 0 });
  });

  test('a provider that lacks a field of the lead is skipped, not unknown', async () => {
    const lead = await ledger.addLead({ jobTitle: null });
    await lines(lead.id, ['orion', 'not_found', 0]);
    expect((await whatIf('orion', 'nimbus')).whatIf).toMatchObject({ numbers: exactly(0), unknownLeads: 0 });
  });

  test('a test run tells an answer too; a provider that is off is not called today', async () => {
    const lead = await ledger.addLead();
    await lines(lead.id, ['orion', 'not_found', 0], ['nimbus', 'found', 50, { scope: 'test' }]);
    await database.prisma.provider.updateMany({ where: { id: { not: 'orion' } }, data: { enabled: false } });
    expect(await whatIf('orion', 'nimbus')).toMatchObject({
      today: { order: ['orion'], numbers: exactly(0) },
      whatIf: { numbers: exactly(1), costMicros: exactly(50) },
    });
  });

  test('of a lead with a great many lines only the latest are read, and the answer says so', async () => {
    const lead = await ledger.addLead();
    const later = Array.from({ length: whatIfLinesPerLead }, (): Line => ['astra', 'not_found', 20]);
    await lines(lead.id, ['orion', 'found', 100], ...later.slice(1));
    const complete = await whatIf('orion', 'astra');
    expect(complete).toMatchObject({ cutLeads: 0, whatIf: { numbers: exactly(1), costMicros: exactly(100) } });
    await lines(lead.id, ['nimbus', 'not_found', 0]);
    expect(await whatIf('astra', 'orion')).toMatchObject({ cutLeads: 1, whatIf: { numbers: { min: 0, max: 1 } } });
    expect((await whatIf('astra')).whatIf).toMatchObject({ numbers: exactly(0), costMicros: exactly(20) });
  });

  test('without answers there are no leads', async () => {
    expect(await whatIf('orion')).toMatchObject({ leads: 0, whatIf: { numbers: exactly(0), seconds: exactly(0) } });
  });

  test('an unknown or repeated provider is refused, all at once', async () => {
    await expect(whatIf('orion', 'vega', 'orion')).rejects.toMatchObject({
      code: 'invalid',
      message: 'There is no provider "vega". Provider "orion" occurs twice.',
    });
  });
});
