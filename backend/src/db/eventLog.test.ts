import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { latch } from '../testing/latch.ts';
import { appendEvents, type NewEvent } from './eventLog.ts';
import { type TestDatabase, testDatabases } from './testDatabase.ts';

const at = new Date('2026-05-03T10:11:12.345Z');
const event = (data: unknown): NewEvent => ({ topic: 'leads', name: 'lead.changed', data });

describe.each(testDatabases)('the event log on $dialect', ({ open, dialect }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  it('shows a reader by cursor every event of 20 concurrent writers', async () => {
    const writers = 20;
    const each = 10;
    const read: number[] = [];
    const told: string[] = [];
    let cursor = 0;
    async function readOn(): Promise<void> {
      const events = await database.prisma.event.findMany({
        where: { id: { gt: cursor } },
        orderBy: { id: 'asc' },
        take: 7,
      });
      for (const { id, data } of events) {
        read.push(id);
        told.push(data);
        cursor = id;
      }
    }

    let writing = true;
    const reading = (async () => {
      while (writing) {
        await readOn();
        await after(1);
      }
    })();
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let i = 0; i < each; i += 1) {
          await database.transaction(async (sql) => {
            await sql.prisma.setting.create({ data: { key: `${writer}/${i}`, value: '' } });
            await appendEvents(sql, [event(`${writer}/${i}`), event(`${writer}/${i}+`)], at);
            // Without the lock, commits would come in another order than the ids.
            if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT pg_sleep(random() / 100)::text`;
          });
        }
      }),
    );
    writing = false;
    await reading;
    for (let before = -1; before !== cursor;) {
      before = cursor;
      await readOn();
    }

    expect(read).toHaveLength(writers * each * 2);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
    expect(new Set(told).size).toBe(writers * each * 2);
  });

  it('holds later events back until earlier ones are committed', async () => {
    const [appended, ended] = [latch(), latch()];
    const ids = async () => (await database.prisma.event.findMany({ orderBy: { id: 'asc' } })).map(({ data }) => data);
    const first = database.transaction(async (sql) => {
      await appendEvents(sql, [event('first')], at);
      appended.open();
      await ended.opened;
    });
    await appended.opened;
    let secondDone = false;
    const second = database
      .transaction((sql) => appendEvents(sql, [event('second')], at))
      .then(() => (secondDone = true));
    const waits = async () =>
      (await database.prisma.$queryRaw<unknown[]>`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)
        .length > 0;
    while (dialect === 'postgres' && !secondDone && !(await waits()));
    // On SQLite a read would wait for the transaction that this test holds open.
    expect(dialect === 'postgres' ? await ids() : []).toEqual([]);
    ended.open();
    await Promise.all([first, second]);
    expect(await ids()).toEqual(['"first"', '"second"']);
  });

  it('wakes its readers after a commit, and not after a rollback', async () => {
    const seen: number[] = [];
    database.signals.on('events', () => seen.push(committed));
    let committed = 0;
    await expect(
      database.transaction(async (sql) => {
        await appendEvents(sql, [event(1)], at);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.transaction(async (sql) => {
      await appendEvents(sql, [event(2)], at);
      await appendEvents(sql, [event(3)], at);
      expect(seen).toEqual([]);
      committed = 1;
    });
    expect(seen).toEqual([1]);
    expect(await database.prisma.event.findMany({ select: { data: true, at: true, topic: true, name: true } })).toEqual(
      [
        { data: '2', at, topic: 'leads', name: 'lead.changed' },
        { data: '3', at, topic: 'leads', name: 'lead.changed' },
      ],
    );
  });

  it('never uses an id twice, even after the last events were pruned', async () => {
    await database.transaction((sql) => appendEvents(sql, [event(1), event(2)], at));
    const before = await database.prisma.event.aggregate({ _max: { id: true } });
    await database.prisma.event.deleteMany();
    await database.transaction((sql) => appendEvents(sql, [event(3)], at));
    const { id } = await database.prisma.event.findFirstOrThrow();
    expect(id).toBeGreaterThan(before._max.id ?? Infinity);
  });

  it('does nothing without events', async () => {
    let woken = false;
    database.signals.on('events', () => (woken = true));
    await database.transaction((sql) => appendEvents(sql, [], at));
    expect(woken).toBe(false);
  });
});
