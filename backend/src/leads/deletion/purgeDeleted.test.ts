import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { pruneEvents } from '../../http/live/pruneEvents.ts';
import { undoableMs } from './leadDelete.ts';
import { purgeDeleted } from './purgeDeleted.ts';

const going = new AbortController().signal;
const deletedAt = new Date('2026-01-01T00:00:00Z');
const now = new Date(deletedAt.getTime() + undoableMs);
const leadCount = 120;

describe.each(testDatabases)('on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
    const ids = Array.from({ length: leadCount }, (_, n) => n + 1);
    const { prisma } = database;
    await prisma.deletedLead.createMany({
      data: ids.map((leadId) => ({
        leadId,
        undoToken: 'token',
        deletedAt,
        version: 1,
        phoneStatus: 'none',
        phoneRound: 1,
        emailCheck: 'idle',
        tags: [],
        doNotContact: false,
        custom: {},
        createdAt: deletedAt,
        updatedAt: deletedAt,
        sortName: '',
        sortEmail: '',
        sortCompany: '',
        searchText: '',
      })),
    });
    await prisma.event.createMany({
      data: Array.from({ length: 1_200 }, (_, n) => ({
        topic: 'leads',
        name: n % 2 === 0 ? 'lead.changed' : 'job.changed',
        data: '{}',
        at: deletedAt,
      })),
    });
  });
  afterAll(() => database.close());

  /** The database, with the number of deleted leads that each transaction took. */
  function counted(afterEach: () => void): { database: Database; taken: number[] } {
    const taken: number[] = [];
    return {
      taken,
      database: {
        ...database,
        get prisma() {
          return database.prisma;
        },
        async transaction(work) {
          const before = await database.prisma.deletedLead.count();
          const result = await database.transaction(work);
          taken.push(before - (await database.prisma.deletedLead.count()));
          afterEach();
          return result;
        },
      },
    };
  }

  test('purges in small transactions, ends at a stop after the one under way, and continues later', async () => {
    const stop = new AbortController();
    const first = counted(() => stop.abort());
    expect(await purgeDeleted(first.database, now, stop.signal)).toBe(50);
    expect(first.taken).toEqual([50]);
    expect(await database.prisma.event.count()).toBe(1_200);

    const second = counted(() => undefined);
    expect(await purgeDeleted(second.database, now, going)).toBe(leadCount - 50);
    expect(second.taken.length).toBeGreaterThan(1);
    expect(Math.max(...second.taken)).toBeLessThanOrEqual(50);
    expect(await database.prisma.event.groupBy({ by: ['name'], _count: true })).toEqual([
      { name: 'job.changed', _count: 600 },
    ]);
  });

  test('prunes old events whatever their number, and keeps the newest', async () => {
    expect(await pruneEvents(database, new Date(now.getTime() + 60_000), going)).toBe(599);
    expect(await database.prisma.event.count()).toBe(1);
  });
});
