import { type BulkLookup, bulkLookupSchema, type Mode, type PhoneStatus } from '@tinygenesy/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Prisma } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { questionFor } from '../ledger/situation.ts';
import { createProviderBook } from '../../providers/providerBook.ts';
import { phoneProviders } from '../../providers/registry.ts';
import { type TestLedger, testLedger } from '../../testing/testLedger.ts';
import { selectForBulk } from './bulkSelection.ts';

describe.each(testDatabases)('the leads of a bulk lookup on $dialect', ({ open }) => {
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

  async function select(body: Partial<BulkLookup> = {}, mode: Mode = 'sandbox') {
    const whole = bulkLookupSchema.parse({ filter: {}, ...body });
    await ledger.inMode(mode);
    const { eligible, groups, skipped } = await selectForBulk(
      database,
      { book: createProviderBook(phoneProviders) },
      whole,
    );
    const rows = await database.prisma.$queryRaw<{ id: number }[]>(eligible);
    return {
      ids: rows.map(({ id }) => id).toSorted((a, b) => a - b),
      groups,
      skipped: Object.fromEntries(skipped.map(({ reason, count }) => [reason.code, count])),
    };
  }
  const lead = async (phoneStatus: PhoneStatus, over: Parameters<TestLedger['addLead']>[0] = {}) =>
    (await ledger.addLead({ phoneStatus, ...over })).id;

  describe('by scope', () => {
    const statuses: PhoneStatus[] = [
      'none',
      'queued',
      'asking',
      'no_data',
      'incomplete',
      'skipped',
      'error',
      'cancelled',
      'on_hold',
    ];
    test.each([
      [
        'missing',
        ['none', 'queued', 'asking', 'skipped', 'cancelled'],
        { looked_up: 1, failed_before: 3, has_phone: 1 },
      ],
      ['failed', ['incomplete', 'error', 'on_hold'], { not_failed: 6, has_phone: 1 }],
      ['all', statuses, { has_phone: 1 }],
    ] as const)('%s takes %j', async (scope, taken, skipped) => {
      const ids = new Map<number, string>();
      for (const status of statuses) ids.set(await lead(status), status);
      await lead('found', { phoneNumber: '+34612345678', phoneProvider: 'orion', phoneMode: 'sandbox' });
      const selected = await select({ scope });
      expect(selected.ids.map((id) => ids.get(id))).toEqual(taken);
      expect(selected.skipped).toEqual(skipped);
    });
  });

  test('do-not-contact precedes all other reasons, also with force', async () => {
    await lead('none', { doNotContact: true, phoneNumber: '+34612345678' });
    expect(await select({ force: true, scope: 'all' })).toMatchObject({ ids: [], skipped: { do_not_contact: 1 } });
  });

  test('force includes leads with a number', async () => {
    const id = await lead('found', { phoneNumber: '+34612345678', phoneProvider: 'orion', phoneMode: 'sandbox' });
    expect(await select()).toMatchObject({ ids: [], skipped: { has_phone: 1 } });
    expect(await select({ force: true })).toMatchObject({ ids: [id], skipped: {} });
  });

  test('in live mode a sandbox number is missing, and sample leads are excluded', async () => {
    const made = await lead('found', { phoneNumber: '+12025550123', phoneProvider: 'orion', phoneMode: 'sandbox' });
    await lead('found', { phoneNumber: '+34612345678', phoneProvider: 'orion', phoneMode: 'live' });
    await lead('found', { phoneNumber: '+34612345679', phoneProvider: 'manual', phoneMode: null });
    await lead('none', { tags: ['sample'] });
    expect(await select({}, 'live')).toMatchObject({ ids: [made], skipped: { has_phone: 2, sample_lead: 1 } });
  });

  test('a lead that no provider can be asked about is skipped with the fields that the providers need', async () => {
    await lead('none', { email: null, companyWebsite: null, linkedinUrl: 'https://www.linkedin.com/in/x' });
    const reasons = async () =>
      (
        await selectForBulk(
          database,
          { book: createProviderBook(phoneProviders) },
          bulkLookupSchema.parse({ filter: {} }),
        )
      ).skipped;
    expect(await select()).toMatchObject({ ids: [], skipped: { missing_input: 1 } });
    expect(await reasons()).toMatchObject([{ reason: { text: 'Need a name and a company website, or an email' } }]);
    await database.prisma.provider.updateMany({ where: { id: { not: 'nimbus' } }, data: { enabled: false } });
    expect(await reasons()).toMatchObject([{ reason: { text: 'Need an email and a job title' } }]);
  });

  test('without an enabled provider that is the only reason', async () => {
    await lead('none', { email: null, companyWebsite: null, linkedinUrl: 'https://www.linkedin.com/in/x' });
    await lead('none');
    await database.prisma.provider.updateMany({ data: { enabled: false } });
    expect(await select()).toMatchObject({ ids: [], groups: [], skipped: { no_providers: 2 } });
  });

  test('a set of ids, a limit', async () => {
    const ids = [await lead('none'), await lead('none'), await lead('none')];
    expect((await select({ filter: undefined, leadIds: ids.slice(1) })).ids).toEqual(ids.slice(1));
    expect((await select({ exceptIds: ids.slice(0, 1) })).ids).toEqual(ids.slice(1));
    const limited = await select({ limit: 2 });
    expect(limited.ids).toHaveLength(2);
    expect(limited.groups.reduce((sum, { leads }) => sum + leads, 0)).toBe(2);
  });

  test('reads every lead once, unless a limit takes fewer', async () => {
    await lead('none');
    const countsOf = async (body: object): Promise<number> => {
      let counts = 0;
      const count = <T>(query: Prisma.Sql): Promise<T[]> => {
        counts += 1;
        return database.scan<T>(query);
      };
      const whole = bulkLookupSchema.parse({ filter: {}, ...body });
      await selectForBulk(database, { book: createProviderBook(phoneProviders) }, whole, count);
      return counts;
    };
    expect([await countsOf({}), await countsOf({ limit: 5 })]).toEqual([1, 2]);
  });

  test('any lead is assigned to the providers that can be asked about it', async () => {
    const field = <T>(value: T) => fc.option(fc.constant(value), { nil: null });
    const anyLead = fc.record({
      firstName: field('Ana'),
      lastName: field('Faro'),
      jobTitle: field('Engineer'),
      companyName: field('Company'),
      companyWebsite: field('company.example'),
      email: fc.constantFrom(null, 'company.example', 'gmail.com', 'yahoo.co.uk', 'hotmail.es', 'sub.company.example'),
      tags: fc.constantFrom<string[][]>([], ['sample'], ['vip', 'sample'], ['a "sample" b'], ['samples', '"sample"']),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyLead, { minLength: 1, maxLength: 12 }), fc.boolean(), async (leads, live) => {
        await database.prisma.lead.deleteMany();
        const mode = live ? 'live' : 'sandbox';
        const expected = new Map<number, string[]>();
        for (const { email, ...fields } of leads) {
          serial += 1;
          const row = await ledger.addLead({
            ...fields,
            phoneStatus: 'none',
            email: email === null ? null : `ana-${serial}@${email}`,
          });
          const askable = phoneProviders.filter((provider) => questionFor(provider, row, mode).kind === 'askable');
          if (askable.length > 0) {
            expected.set(
              row.id,
              askable.map(({ id }) => id),
            );
          }
        }
        const selected = await select({}, mode);
        expect(selected.ids).toEqual([...expected.keys()]);
        const counted = (groups: { askable: readonly string[]; leads: number }[]): Record<string, number> => {
          const byWhom: Record<string, number> = {};
          for (const { askable, leads: count } of groups)
            byWhom[askable.join()] = (byWhom[askable.join()] ?? 0) + count;
          return byWhom;
        };
        expect(counted(selected.groups)).toEqual(
          counted([...expected.values()].map((askable) => ({ askable, leads: 1 }))),
        );
      }),
      { numRuns: 25 },
    );
  });
});
