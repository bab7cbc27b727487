import { leadCreateSchema, leadListQuerySchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Prisma } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createLead, updateLead } from '../leadWrite.ts';
import { listLeads } from '../list/leadList.ts';
import type { ListLimits } from '../list/leadSource.ts';
import { deleteLeadSet, restoreLeads, undoableMs } from './leadDelete.ts';
import { purgeDeleted } from './purgeDeleted.ts';

const tight: ListLimits = { walkedRows: 4, countedRows: 100, sortedRows: 3, readHits: 5 };

// On SQLite the search index keeps the entries of deleted leads until the deletion is final.
describe.each(testDatabases)('search on $dialect', ({ dialect, open }) => {
  let database: TestDatabase;
  let deps: LeadDeps;
  let ids: number[];
  const now = new Date('2026-05-03T10:00:00.000Z');

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of ['Lead', 'DeletedLead'])
      await database.prisma.$executeRaw(Prisma.sql`DELETE FROM ${Prisma.raw(`"${table}"`)}`);
    deps = { database, clock: { now: () => now }, onLeadsGone: async () => undefined };
    ids = [];
    for (let n = 0; n < 12; n += 1) {
      const fields = leadCreateSchema.parse({ lastName: `Zubiri ${n}`, email: `zubiri-${n}@acme.example` });
      ids.push((await createLead(deps, fields)).id);
    }
  });

  /** The ids on all pages of a search, and its count. */
  async function found(q: string, sort = 'id', limits = tight): Promise<{ ids: number[]; total: number | undefined }> {
    const all: number[] = [];
    let total: number | undefined;
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const query = { q, sort, limit: 2, count: 'true', ...(cursor === undefined ? {} : { cursor }) };
      const page = await listLeads(database, leadListQuerySchema.parse(query), limits);
      all.push(...page.leads.map(({ id }) => id));
      total ??= page.total;
      cursor = page.nextCursor ?? undefined;
    }
    return { ids: all, total };
  }

  const entries = async (): Promise<number> => {
    const rows = await database.prisma.$queryRaw<unknown[]>`SELECT "id" FROM "LeadSearch_docsize"
      WHERE "id" IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
    return rows.length;
  };

  test.each(['id', '-id', 'lastName', '-email'])('finds no deleted lead and every other one, by %s', async (sort) => {
    // More deleted hits than a page walks, at each end and in the middle.
    const rest = ids.filter((_, n) => n === 5 || n === 6);
    await deleteLeadSet(deps, { leadIds: ids.filter((id) => !rest.includes(id)) });
    const there = await found('zubiri', sort);
    expect({ ...there, ids: there.ids.toSorted((a, b) => a - b) }).toEqual({ ids: rest, total: 2 });
    expect(await found('zubiri-0@', sort)).toEqual({ ids: [], total: 0 });
  });

  test('finds restored leads, and their later values only', async () => {
    const deleted = await deleteLeadSet(deps, { leadIds: ids.slice(0, 8) });
    await restoreLeads(deps, deleted?.undoToken ?? '');
    expect(await found('zubiri')).toEqual({ ids, total: 12 });
    await updateLead(deps, ids[0] ?? 0, { lastName: 'Etxeberria', email: 'etxe@acme.example' }, null);
    expect(await found('zubiri')).toEqual({ ids: ids.slice(1), total: 11 });
    expect(await found('etxeberria')).toEqual({ ids: ids.slice(0, 1), total: 1 });
    const again = await deleteLeadSet(deps, { leadIds: ids.slice(0, 1) });
    expect(await found('etxeberria')).toEqual({ ids: [], total: 0 });
    await restoreLeads(deps, again?.undoToken ?? '');
    expect(await found('etxeberria')).toEqual({ ids: ids.slice(0, 1), total: 1 });
  });

  test.runIf(dialect === 'sqlite')('leaves the index when the deletion is final', async () => {
    await deleteLeadSet(deps, { leadIds: ids.slice(0, 8) });
    expect(await entries()).toBe(12);
    await purgeDeleted(database, new Date(now.getTime() + undoableMs), new AbortController().signal);
    expect(await entries()).toBe(4);
    expect(await found('zubiri')).toEqual({ ids: ids.slice(8), total: 4 });
  });

  test.runIf(dialect === 'sqlite')('finds leads again that an older version deleted with their entries', async () => {
    const deleted = await deleteLeadSet(deps, { leadIds: ids.slice(0, 3) });
    await database.prisma.$executeRaw`DELETE FROM "LeadSearch" WHERE rowid IN (${Prisma.join(ids.slice(0, 3))})`;
    await restoreLeads(deps, deleted?.undoToken ?? '');
    expect(await found('zubiri')).toEqual({ ids, total: 12 });
  });
});
