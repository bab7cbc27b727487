import { type LeadCreate, leadCreateSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Prisma } from '../db/database.ts';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { addLeads } from './addLeads.ts';
import { readLeadHistory } from './leadHistory.ts';
import { suppress } from './suppression.ts';

describe.each(testDatabases)('leads of a file on $dialect', ({ open }) => {
  let database: TestDatabase;
  const at = new Date('2026-05-03T10:00:00.000Z');

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of ['Lead', 'LeadChange', 'Suppression', 'Event']) {
      await database.prisma.$executeRaw(Prisma.sql`DELETE FROM ${Prisma.raw(`"${table}"`)}`);
    }
  });

  const add = (...leads: LeadCreate[]): Promise<number[]> =>
    database.transaction((sql) =>
      addLeads(
        sql,
        leads.map((lead) => leadCreateSchema.parse(lead)),
        at,
      ),
    );
  const row = (id: number | undefined) => database.prisma.lead.findUniqueOrThrow({ where: { id: id ?? 0 } });

  test('each gets the id of its own lead, in the order of the file', async () => {
    const leads = Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0
        ? { firstName: `Ana ${index % 7}`, lastName: `Faro ${index}`, companyName: 'Acme' }
        : { email: `p${(index * 71) % 300}@acme.example`, lastName: 'Faro' },
    );
    const ids = await add(...leads);
    expect(new Set(ids).size).toBe(300);
    for (const [index, { email, lastName }] of leads.entries()) {
      expect(await row(ids[index])).toMatchObject({ email: email ?? null, lastName, phoneStatus: 'none', version: 1 });
    }
  });

  test('a lead that is there stays as it is, whatever else the file says about it', async () => {
    const [byEmail, byLinkedin, byName] = await add(
      { email: 'ana@acme.example', jobTitle: 'CTO' },
      { email: 'bea@acme.example', linkedinUrl: 'https://linkedin.com/in/bea' },
      { firstName: 'Ça', lastName: 'Va', companyName: 'Société' },
    );
    const before = await database.prisma.lead.findMany({ orderBy: { id: 'asc' } });
    expect(
      await add(
        { email: 'ANA@acme.example ', jobTitle: 'CEO', firstName: 'Ana' },
        { linkedinUrl: 'https://linkedin.com/in/bea', firstName: 'Bea' },
        { firstName: 'CA', lastName: 'va', companyName: 'societe', jobTitle: 'CEO' },
      ),
    ).toEqual([byEmail, byLinkedin, byName]);
    expect(await database.prisma.lead.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
  });

  test('a name alone never makes two leads one', async () => {
    const company = { firstName: 'Ana', lastName: 'Faro', companyName: 'Acme' };
    const ids = await add(
      company,
      { ...company, companyName: 'Other' },
      { ...company, companyWebsite: 'acme.example' },
      { ...company, email: 'ana@acme.example' },
      { ...company, email: 'ana@other.example' },
      { ...company, linkedinUrl: 'https://linkedin.com/in/ana' },
    );
    expect(new Set(ids).size).toBe(6);
    expect(await add(company)).toEqual([ids[0]]);
  });

  test('keeps where values came from, and tells it once', async () => {
    const [id, other] = await add(
      { email: 'ana@acme.example', countryCode: 'ES', phoneNumber: '612 345 678' },
      { email: 'bea@acme.example' },
    );
    expect(await row(id)).toMatchObject({ phoneNumber: '+34612345678', phoneProvider: 'import', phoneStatus: 'found' });
    expect((await readLeadHistory(database, id ?? 0, { limit: 10 })).changes).toContainEqual({
      field: 'email',
      old: null,
      new: 'ana@acme.example',
      source: 'import',
      at: at.toISOString(),
    });
    expect((await readLeadHistory(database, other ?? 0, { limit: 10 })).changes).toHaveLength(1);
    expect((await database.prisma.event.findMany()).map(({ name }) => name)).toEqual(['leads.changed']);
  });

  test('a do-not-contact mark that outlived its lead holds', async () => {
    await database.transaction((sql) => suppress(sql, 'ana@acme.example', at));
    const ids = await add({ email: 'ana@acme.example' }, { email: 'bea@acme.example' });
    expect([await row(ids[0]), await row(ids[1])]).toMatchObject([{ doNotContact: true }, { doNotContact: false }]);
  });
});
