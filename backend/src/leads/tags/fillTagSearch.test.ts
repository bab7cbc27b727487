import { leadCreateSchema, leadListQuerySchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { sqliteTestDatabase } from '../../db/testDatabase.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createLead } from '../leadWrite.ts';
import { listLeads } from '../list/leadList.ts';
import { fillTagSearch } from './fillTagSearch.ts';

test('tags of leads that are older than the search of tags are found after housekeeping, also after a stop', async () => {
  const database = await sqliteTestDatabase();
  const deps: LeadDeps = { database, clock: { now: () => new Date() }, onLeadsGone: async () => undefined };
  const create = (n: number) =>
    createLead(deps, leadCreateSchema.parse({ email: `lead-${n}@acme.example`, tags: n % 2 === 0 ? ['berlin'] : [] }));
  const found = async (): Promise<number> =>
    (await listLeads(database, leadListQuerySchema.parse({ q: 'berlin', limit: 1, count: 'true' }))).total ?? -1;
  for (let n = 0; n < 40; n += 1) await create(n);
  // As the migration leaves a database with leads.
  await database.prisma.$executeRaw`DELETE FROM "LeadTagSearch"`;
  const data = { key: 'tag_search_up_to', value: '40' };
  await database.prisma.setting.create({ data });
  await create(100);
  expect(await found()).toBe(1);

  expect(await fillTagSearch(database, AbortSignal.abort())).toBe(0);
  expect(await found()).toBe(1);
  expect(await fillTagSearch(database, new AbortController().signal)).toBe(40);
  expect(await found()).toBe(21);
  expect(await database.prisma.setting.findUnique({ where: { key: data.key } })).toBeNull();
  expect(await fillTagSearch(database, new AbortController().signal)).toBe(0);
  await database.close();
});
