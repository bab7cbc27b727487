import {
  type LeadCreate,
  leadCreateSchema,
  leadListQuerySchema,
  leadPositionsQuerySchema,
  leadSorts,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Prisma } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createLead, updateLead } from '../leadWrite.ts';
import { changeTags } from '../tags/leadTags.ts';
import { listLeads, readPositions } from './leadList.ts';
import type { ListLimits } from './leadSource.ts';

const leads: Record<string, Partial<LeadCreate>> = {
  ana: {
    firstName: 'Ana',
    email: 'ana@acme.example',
    jobTitle: 'Größenleiterin Ñandú',
    phoneNumber: '+1 404 555 0194',
    countryCode: 'US',
  },
  ben: {
    firstName: 'Ben',
    email: 'ben@acme.example',
    jobTitle: 'CTO',
    phoneNumber: '+44 151 496 0123',
    countryCode: 'GB',
    custom: { Région: 'Île-de-France', Budget: '40 000' },
  },
  eva: {
    firstName: 'Eva',
    email: 'eva@acme.example',
    custom: { Note: 'met at the “Messe” 2026' },
    tags: ['Größte Kunden', 'fair, Berlin', 'vip'],
  },
  kim: { firstName: 'Kim', email: 'kim@other.example', tags: ['Acme fans', 'CTO'] },
};

describe.each(testDatabases)('search on $dialect', ({ open }) => {
  let database: TestDatabase;
  let deps: LeadDeps;
  const names = new Map<number, string>();

  beforeAll(async () => {
    database = await open();
    deps = { database, clock: { now: () => new Date('2026-05-03T10:00:00.000Z') }, onLeadsGone: async () => undefined };
    for (const [name, fields] of Object.entries(leads)) {
      names.set((await createLead(deps, leadCreateSchema.parse(fields))).id, name);
    }
    const eva = [...names].find(([, name]) => name === 'eva')?.[0] ?? 0;
    const further = [
      {
        number: '+34612345678',
        extension: null,
        type: 'mobile',
        source: 'import',
        doNotCall: null,
        unusual: false,
        at: null,
      },
    ];
    await database.prisma.lead.update({ where: { id: eva }, data: { phones: further } });
  });
  afterAll(() => database.close());

  const found = async (q: string, sort = 'id', limits?: ListLimits): Promise<string[]> =>
    (await listLeads(database, leadListQuerySchema.parse({ q, sort, count: 'true' }), limits)).leads
      .map(({ id }) => names.get(id) ?? '')
      .toSorted();

  test.each([
    ['acme', ['ana', 'ben', 'eva', 'kim']],
    ['other', ['kim']],
    ['berlin', ['eva']],
    ['FAIR, BERLIN', ['eva']],
    ['größte', ['eva']],
    ['groß', ['ana', 'eva']],
    ['vip', ['eva']],
    ['fans cto', []],
    ['vi', ['eva']],
    ['be', ['ben', 'eva']],
    ['v', []],
    ['+1404', ['ana']],
    ['1404', ['ana']],
    ['(404) 555-0194', ['ana']],
    ['404.555.0194', ['ana']],
    ['0194', ['ana']],
    ['001 404 555', ['ana']],
    ['0151 496 0123', ['ben']],
    ['+44 (0)151', []],
    ['612 345 678', ['eva']],
    ['größen', ['ana']],
    ['nandu', ['ana']],
    ['ñandú', ['ana']],
    ['cto', ['ben', 'kim']],
    ['ILE-DE', ['ben']],
    ['40 000', ['ben']],
    ['“messe”', ['eva']],
    // Two characters find starts of words; one character finds those of name, email and company only.
    ['ct', ['ben', 'kim']],
    ['to', []],
    ['ña', ['ana']],
    ['c', []],
    // The names of custom fields are not searched.
    ['budget', []],
    ['999999', []],
  ])('%j finds %j', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  test.each(leadSorts)('finds the same by %s, whatever the number of hits', async (sort) => {
    const few: ListLimits = { walkedRows: 20, countedRows: 100, sortedRows: 1, readHits: 2 };
    for (const q of ['acme', 'cto', '404 555', 'nandu', 'berlin'])
      expect(await found(q, sort, few)).toEqual(await found(q));
    expect(await found('acme', sort, { ...few, readHits: 9 })).toEqual(['ana', 'ben', 'eva', 'kim']);
  });

  test('finds each lead once on pages of any size, whether its text, its tags or both match', async () => {
    for (const sort of ['id', '-id', 'lastName']) {
      for (const walkedRows of [1, 2, 100]) {
        const limits: ListLimits = { walkedRows, countedRows: 100, sortedRows: 1, readHits: 2 };
        const all: string[] = [];
        for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
          const query = { q: 'acme', sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
          const page = await listLeads(database, leadListQuerySchema.parse(query), limits);
          all.push(...page.leads.map(({ id }) => names.get(id) ?? ''));
          cursor = page.nextCursor ?? undefined;
        }
        const expected = ['ana', 'ben', 'eva', 'kim'];
        expect(sort === 'lastName' ? all.toSorted() : all).toEqual(sort === '-id' ? expected.toReversed() : expected);
      }
    }
    const query = leadPositionsQuerySchema.parse({ q: 'acme' });
    expect(await readPositions(database, query)).toEqual({ total: 4, cursors: [] });
  });

  test('follows every change of these fields', async () => {
    const { id } = await createLead(deps, leadCreateSchema.parse({ firstName: 'Zoe', email: 'zoe@other.example' }));
    names.set(id, 'zoe');
    expect(await found('baker')).toEqual([]);
    await updateLead(deps, id, { jobTitle: 'Baker', phoneNumber: '+351 912 345 678' }, null);
    expect(await found('baker')).toEqual(['zoe']);
    expect(await found('912 345')).toEqual(['zoe']);
    await database.prisma.$executeRaw(Prisma.sql`UPDATE "Lead" SET "phoneNumber" = NULL WHERE "id" = ${id}`);
    expect(await found('912 345')).toEqual([]);
    await updateLead(deps, id, { custom: { Team: 'Sales' }, jobTitle: null }, null);
    expect([await found('sales'), await found('baker')]).toEqual([['zoe'], []]);
    await updateLead(deps, id, { tags: ['Hamburg', 'old'] }, null);
    expect(await found('hamburg')).toEqual(['zoe']);
    await changeTags(deps, { leadIds: [id] }, { add: ['Bremen'], remove: ['Hamburg'] });
    expect([await found('hamburg'), await found('bremen'), await found('old')]).toEqual([[], ['zoe'], ['zoe']]);
    await changeTags(deps, { leadIds: [id] }, { add: [], remove: ['Bremen', 'old'] });
    expect([await found('bremen'), await found('old')]).toEqual([[], []]);
  });
});
