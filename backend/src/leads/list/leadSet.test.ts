import type { LeadSet } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, Prisma } from '../../db/database.ts';
import { sqliteTestDatabase } from '../../db/testDatabase.ts';
import { foldedColumns } from '../foldedColumns.ts';
import { selectLeadIds } from './leadSet.ts';

let database: Database;
const ids: Record<string, number> = {};

beforeAll(async () => {
  database = await sqliteTestDatabase();
  const at = new Date();
  const people = [
    {
      firstName: 'Ana',
      lastName: 'Pérez',
      email: 'ana@acme.example',
      companyName: 'Acme',
      countryCode: 'ES',
      tags: ['vip'],
    },
    {
      firstName: 'John',
      lastName: 'Doe',
      email: 'john@tech.example',
      companyName: 'Tech "Corp" 100%',
      countryCode: 'US',
      tags: [],
    },
    {
      firstName: 'Łukasz',
      lastName: 'An',
      email: null,
      companyName: 'Zürich AG',
      countryCode: null,
      tags: ['vip', 'eu'],
    },
  ];
  for (const person of people) {
    const row = await database.prisma.lead.create({
      data: {
        ...person,
        ...foldedColumns(person),
        version: 1,
        phoneStatus: 'none',
        phoneRound: 1,
        emailCheck: 'idle',
        emailReasons: person.email === null ? [] : [{ code: 'mx_missing', text: 'No mail server.' }],
        custom: {},
        doNotContact: false,
        createdAt: at,
        updatedAt: at,
      },
    });
    ids[person.firstName] = row.id;
  }
});
afterAll(() => database.close());

async function names(set: LeadSet): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ firstName: string }[]>(
    Prisma.sql`SELECT "firstName" FROM "Lead" WHERE "id" IN (${selectLeadIds(database.dialect, set)}) ORDER BY "id"`,
  );
  return rows.map((row) => row.firstName);
}

test('ids that no longer exist are left out', async () => {
  expect(await names({ leadIds: [ids['Ana'] ?? 0, 999_999, 4_000_000_000] })).toEqual(['Ana']);
});

test('an empty filter selects all leads except the excluded ones', async () => {
  expect(await names({ filter: {} })).toEqual(['Ana', 'John', 'Łukasz']);
  expect(await names({ filter: {}, exceptIds: [ids['John'] ?? 0] })).toEqual(['Ana', 'Łukasz']);
});

test.each<[string, LeadSet['filter'], string[]]>([
  ['part of a name without its accent', { q: 'EREZ' }, ['Ana']],
  ['a letter that has no accent to strip', { q: 'lukasz' }, ['Łukasz']],
  ['quotes are text', { q: 'tech "corp"' }, ['John']],
  ['signs of LIKE are text', { q: '100%' }, ['John']],
  ['signs of the search language are text', { q: 'ana OR john' }, []],
  ['no match over the border of two fields', { q: 'perez ana@' }, []],
  ['first and last name together', { q: 'ana perez' }, ['Ana']],
  ['two letters match beginnings of words', { q: 'an' }, ['Ana', 'Łukasz']],
  ['two letters match no middle', { q: 'hn' }, []],
  ['one letter matches beginnings of words', { q: 'z' }, ['Łukasz']],
  ['country', { country: ['ES', 'US'] }, ['Ana', 'John']],
  ['tag', { tag: ['eu', 'none'] }, ['Łukasz']],
  ['reason of a verdict', { emailReason: ['mx_missing'] }, ['Ana', 'John']],
  ['missing', { missing: ['email', 'countryCode'] }, ['Łukasz']],
  ['an unknown import', { importId: 1 }, []],
  ['all at once', { q: 'acme', tag: ['vip'], country: ['ES'] }, ['Ana']],
])('filter: %s', async (_name, filter, expected) => {
  expect(await names({ filter })).toEqual(expected);
});

test('the leads of a job', async () => {
  await database.prisma.request.create({
    data: {
      kind: 'phone',
      leadId: ids['John'] ?? 0,
      jobId: 7,
      state: 'waiting',
      force: false,
      round: 0,
      costMicros: 0,
      createdAt: new Date(),
    },
  });
  expect(await names({ filter: { jobId: 7 } })).toEqual(['John']);
});
