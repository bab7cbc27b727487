import { leadCreateSchema, leadFacetQuerySchema, leadListQuerySchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createLead } from '../leadWrite.ts';
import { readFacet } from './readFacet.ts';
import { listLeads } from './leadList.ts';

describe.each(testDatabases)('facets on $dialect', ({ open }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
    const now = (): Date => new Date('2026-05-03T10:00:00.000Z');
    const deps: LeadDeps = { database, clock: { now }, onLeadsGone: async () => undefined };
    const leads = [
      { lastName: 'A', countryCode: 'PT', tags: ['vip', 'fair, 2026'], phoneNumber: '+351 912 345 678' },
      { lastName: 'B', countryCode: 'PT', tags: ['vip'], doNotContact: true },
      { lastName: 'C', countryCode: 'ES', jobTitle: 'CTO' },
    ];
    for (const [n, lead] of leads.entries()) {
      await createLead(deps, leadCreateSchema.parse({ ...lead, email: `lead-${n}@acme.example` }));
    }
    const [one, two] = await database.prisma.lead.findMany({ orderBy: { id: 'asc' }, take: 2 });
    // Two rows of one import were about the same lead, and a third was left out.
    for (const [row, [importId, leadId, state]] of (
      [
        [1, one?.id, 'created'],
        [1, one?.id, 'updated'],
        [1, two?.id, 'skipped'],
        [2, one?.id, 'updated'],
        [2, two?.id, 'updated'],
      ] as const
    ).entries()) {
      await database.prisma.importRow.create({ data: { importId, row, line: row, state, leadId: leadId ?? 0 } });
    }
    const [first] = await database.prisma.lead.findMany({ orderBy: { id: 'asc' }, take: 1 });
    await database.prisma.lead.update({
      where: { id: first?.id ?? 0 },
      data: { emailVerdict: 'invalid', emailReasons: [{ code: 'no_mx', text: 'No mail server' }] },
    });
  });
  afterAll(() => database.close());

  const facet = async (query: Record<string, string>): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await readFacet(database, leadFacetQuerySchema.parse(query))).values.map(({ value, leads }) => [value, leads]),
    );

  test.each([
    ['country', { PT: 2, ES: 1 }],
    ['phoneStatus', { none: 2, found: 1 }],
    ['phoneType', { mobile: 1 }],
    ['phoneProvider', { manual: 1 }],
    ['emailVerdict', { none: 2, invalid: 1 }],
    ['emailReason', { no_mx: 1 }],
    ['tag', { vip: 2, 'fair, 2026': 1 }],
    ['doNotContact', { false: 2, true: 1 }],
    ['suppressed', { false: 3 }],
    ['importId', { 1: 1, 2: 2 }],
  ])('counts the leads of each %s, as a filter by it finds them', async (field, expected) => {
    expect(await facet({ field })).toEqual(expected);
    for (const [value, leads] of Object.entries(expected)) {
      if (value.includes(',')) continue;
      const { total } = await listLeads(database, leadListQuerySchema.parse({ [field]: value, count: 'true' }));
      expect({ value, total }).toEqual({ value, total: leads });
    }
  });

  test('counts the leads that lack a field', async () => {
    expect(await facet({ field: 'missing' })).toMatchObject({ message: 3, firstName: 3, jobTitle: 2, phoneNumber: 2 });
  });

  test('counts among the leads of the other filters, and ignores its own', async () => {
    expect(await facet({ field: 'country', tag: 'vip', country: 'ES' })).toEqual({ PT: 2 });
    expect(await facet({ field: 'tag', country: 'ES' })).toEqual({});
    expect(await facet({ field: 'country', q: 'lead-2' })).toEqual({ ES: 1 });
  });
});
