import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { latch } from '../testing/latch.ts';
import { Prisma, openDatabase, type Sql } from './database.ts';
import {
  emptyPostgresDatabase,
  postgresTestDatabase,
  sqliteTestDatabase,
  type TestDatabase,
  testDatabases,
} from './testDatabase.ts';

/** Starts a query at once. Prisma's promises start only when they are awaited. */
async function write({ prisma }: Sql, key: string): Promise<void> {
  await prisma.setting.create({ data: { key, value: '' } });
}
const keysOf = async ({ prisma }: Sql) =>
  (await prisma.setting.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key);

describe.each(testDatabases)('a database on $dialect', ({ open, dialect }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  it('keeps a write from outside a transaction that is rolled back', async () => {
    const [inside, ended] = [latch(), latch()];
    const transaction = database.transaction(async (sql) => {
      await write(sql, 'inside');
      inside.open();
      await ended.opened;
      throw new Error('rolled back');
    });
    await inside.opened;
    const outside = write(database, 'outside');
    // Enough time to run inside the open transaction, if nothing prevented it.
    for (let i = 0; i < 20; i += 1) await nextTurn();
    ended.open();
    await expect(transaction).rejects.toThrow('rolled back');
    await outside;
    expect(await keysOf(database)).toEqual(['outside']);
  });

  it('runs a conflict at most three times, with a pause before each new try', async () => {
    const startedAt: number[] = [];
    const conflicting = database.transaction(async () => {
      startedAt.push(performance.now());
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    });
    await expect(conflicting).rejects.toThrow('could not serialize access');
    expect(startedAt).toHaveLength(3);
    const pauses = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? at));
    // A timer may fire a millisecond early.
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(19);
  });

  it('shows the writes of a transaction to others only after its commit', async () => {
    const [inside, ended] = [latch(), latch()];
    const order: string[] = [];
    const transaction = database
      .transaction(async (sql) => {
        await write(sql, 'inside');
        inside.open();
        await ended.opened;
      })
      .then(() => order.push('committed'));
    await inside.opened;
    const read = keysOf(database).then((keys) => order.push(`read ${keys.length}`));
    if (dialect === 'postgres') await read;
    else for (let i = 0; i < 20; i += 1) await nextTurn();
    ended.open();
    await Promise.all([transaction, read]);
    // On SQLite the reader waits, on Postgres it sees the earlier state. Neither sees a partial write.
    expect(order).toEqual(dialect === 'sqlite' ? ['committed', 'read 1'] : ['read 0', 'committed']);
  });

  it('runs 40 concurrent transactions without losing or failing one', async () => {
    await database.prisma.setting.create({ data: { key: 'count', value: '0' } });
    await Promise.all(
      Array.from({ length: 40 }, () =>
        database.transaction(async ({ prisma }) => {
          await prisma.$executeRaw`UPDATE "Setting" SET "value" = "value" WHERE "key" = 'count'`;
          const { value } = await prisma.setting.findUniqueOrThrow({ where: { key: 'count' } });
          await nextTurn();
          await prisma.setting.update({ where: { key: 'count' }, data: { value: String(Number(value) + 1) } });
        }),
      ),
    );
    expect(await database.prisma.setting.findUnique({ where: { key: 'count' } })).toMatchObject({ value: '40' });
  });

  it('continues after a failed transaction', async () => {
    await expect(database.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await write(database, 'after');
    await database.transaction((sql) => write(sql, 'then'));
    expect(await keysOf(database)).toEqual(['after', 'then']);
  });

  it('stores instants to the millisecond, and sorts and compares by them', async () => {
    const at = new Date('2026-05-03T10:11:12.345Z');
    const later = new Date(at.getTime() + 1);
    for (const createdAt of [later, at]) {
      await database.prisma.suppression.create({ data: { emailHash: createdAt.toISOString(), createdAt } });
    }
    expect(await database.prisma.suppression.findMany({ orderBy: { createdAt: 'asc' } })).toMatchObject([
      { createdAt: at },
      { createdAt: later },
    ]);
    expect(await database.prisma.suppression.count({ where: { createdAt: { gt: at } } })).toBe(1);
    const raw = Prisma.sql`SELECT "createdAt" FROM "Suppression" WHERE "createdAt" = ${at}`;
    expect(await database.prisma.$queryRaw(raw)).toEqual([{ createdAt: at }]);
  });

  it('scans with the same parameter and result types as other statements', async () => {
    const createdAt = new Date('2026-05-03T10:11:12.345Z');
    await database.prisma.provider.create({ data: aProvider });
    await database.prisma.suppression.create({ data: { emailHash: 'Añb', createdAt } });
    const query = Prisma.sql`
      SELECT p."name", p."enabled", p."timeoutMs", p."priceMicros", p."unusableText", s."createdAt", s."emailHash"
      FROM "Provider" p, "Suppression" s
      WHERE p."enabled" = ${true} AND p."timeoutMs" < ${5000} AND p."priceMicros" = ${100_000n}
        AND s."createdAt" <= ${createdAt} AND s."emailHash" IN (${Prisma.join(['Añb', 'x'])})`;
    const scanned = await database.scan(query);
    expect(scanned).toEqual([
      {
        name: 'Orion',
        enabled: true,
        timeoutMs: 4000,
        priceMicros: 100_000n,
        unusableText: null,
        createdAt,
        emailHash: 'Añb',
      },
    ]);
    expect(scanned).toEqual(await database.prisma.$queryRaw(query));
  });

  it('scans committed rows only', async () => {
    const count = Prisma.sql`SELECT count(*) AS "count" FROM "Setting"`;
    await database.transaction(async (sql) => {
      await write(sql, 'a');
    });
    expect(await database.scan(count)).toEqual([{ count: 1n }]);
    const [inside, ended] = [latch(), latch()];
    const transaction = database.transaction(async (sql) => {
      await write(sql, 'b');
      inside.open();
      await ended.opened;
    });
    await inside.opened;
    expect(await database.scan(count)).toEqual([{ count: 1n }]);
    ended.open();
    await transaction;
    expect(await database.scan(count)).toEqual([{ count: 2n }]);
  });

  it('reports the error of a scan like that of other statements', async () => {
    const query = Prisma.sql`SELECT * FROM "Nothing"`;
    const fault = await database.prisma.$queryRaw(query).catch((error: unknown) => error);
    await expect(database.scan(query)).rejects.toMatchObject({ code: (fault as { code: string }).code });
    await expect(database.scan(query)).rejects.toThrow(/Nothing/);
  });

  it('accepts a read from outside that begins in the same event loop turn as a read of a transaction', async () => {
    const outside = AsyncLocalStorage.snapshot();
    const find = ({ prisma }: Sql, key: string) => prisma.setting.findUnique({ where: { key } }).then((row) => row);
    await write(database, 'kept');
    let read: ReturnType<typeof find> | undefined;
    await database.transaction(async (sql) => {
      const own = find(sql, 'kept');
      read = outside(() => find(database, 'kept'));
      await own;
    });
    expect(await read).toMatchObject({ key: 'kept' });
  });

  it('refuses a statement that would wait inside a transaction for its end', async () => {
    const refused = /use its `sql`/;
    const count = Prisma.sql`SELECT count(*) FROM "Setting"`;
    await expect(database.transaction(() => database.transaction(async () => 1))).rejects.toThrow(refused);
    await expect(database.transaction(() => database.scan(count))).rejects.toThrow(refused);
    // Work that a transaction started runs outside after its end.
    const ended = latch();
    let later: Promise<unknown> | undefined;
    await database.transaction(async (sql) => {
      await write(sql, 'a');
      later = ended.opened.then(() => keysOf(database));
    });
    ended.open();
    expect(await later).toEqual(['a']);
  });

  it('frees the storage of its transactions when it is closed', async () => {
    const other = await openDatabase(database.url);
    await other.transaction((sql) => write(sql, 'inside'));
    const disable = vi.spyOn(AsyncLocalStorage.prototype, 'disable');
    await other.close();
    expect(disable).toHaveBeenCalledOnce();
    disable.mockRestore();
  });

  it('does not reconnect after close', async () => {
    const other = await openDatabase(database.url);
    await other.close();
    await expect(other.prisma.setting.count()).rejects.toThrow('The database is closed.');
    await expect(other.scan(Prisma.sql`SELECT 1`)).rejects.toThrow('The database is closed.');
  });
});

const aProvider = {
  id: 'orion',
  name: 'Orion',
  position: 1,
  enabled: true,
  ratePerSecond: 5,
  maxConcurrent: 3,
  timeoutMs: 4000,
  priceMicros: 100_000n,
  charge: 'found',
  faultsInRow: 0,
};

describe('SQLite', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await sqliteTestDatabase();
  });
  afterEach(() => database.close());

  it('stores times as integers of epoch milliseconds, whichever statement wrote them', async () => {
    const at = new Date('2026-05-03T10:11:12.345Z');
    await database.prisma.suppression.create({ data: { emailHash: 'a', createdAt: at } });
    await database.prisma.$executeRaw`INSERT INTO "Suppression" VALUES ('b', ${at})`;
    const file = new Sqlite(database.url.slice('file:'.length), { readonly: true });
    expect(file.prepare('SELECT typeof("createdAt") AS type, "createdAt" AS at FROM "Suppression"').all()).toEqual([
      { type: 'integer', at: at.getTime() },
      { type: 'integer', at: at.getTime() },
    ]);
    file.close();
  });

  it('refuses at once a statement from outside that a transaction waits for', async () => {
    await expect(database.transaction(() => keysOf(database))).rejects.toThrow(/use its `sql`/);
  });

  it('keeps running during a scan, and gets its result between consecutive statements', async () => {
    const scan = database.scan<{ sum: bigint }>(Prisma.sql`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT sum(i) AS "sum" FROM n`);
    let scanned = false;
    void scan.then(() => (scanned = true));
    let writes = 0;
    while (!scanned && writes < 20_000) {
      await write(database, `${writes}`);
      writes += 1;
    }
    expect(scanned).toBe(true);
    expect(await scan).toEqual([{ sum: 2_000_001_000_000n }]);
    expect(writes).toBeGreaterThan(10);
  });

  it('refuses to write in a scan', async () => {
    await expect(database.scan(Prisma.sql`DELETE FROM "Setting"`)).rejects.toThrow(/readonly/);
  });

  it('rejects a running scan when it is closed', async () => {
    const other = await openDatabase(database.url);
    const scan = other.scan(Prisma.sql`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT sum(i) FROM n`);
    const fault = scan.catch((error: unknown) => error);
    await nextTurn();
    await other.close();
    expect(await fault).toMatchObject({ message: expect.stringContaining('closed during a read') as string });
  });

  it('scans an in-memory database without a second connection', async () => {
    const memory = await openDatabase('file::memory:');
    await memory.prisma.$executeRaw`CREATE TABLE t (x)`;
    expect(await memory.scan(Prisma.sql`SELECT count(*) AS "count" FROM t`)).toEqual([{ count: 0n }]);
    await memory.close();
  });

  it('rolls back a transaction that fills the disk, and continues', async () => {
    // The current number of pages, and two more.
    const [{ page_count: pages } = { page_count: 0n }] = await database.prisma.$queryRaw<{ page_count: bigint }[]>(
      Prisma.sql`PRAGMA page_count`,
    );
    await database.prisma.$queryRawUnsafe(`PRAGMA max_page_count = ${pages + 2n}`);
    const long = 'x'.repeat(50_000);
    await expect(
      database.transaction(async ({ prisma }) => {
        await prisma.setting.create({ data: { key: 'short', value: '' } });
        await prisma.setting.create({ data: { key: 'long', value: long } });
      }),
    ).rejects.toThrow(/full/);
    expect(await keysOf(database)).toEqual([]);
    await database.transaction((sql) => write(sql, 'short'));
    expect(await keysOf(database)).toEqual(['short']);
  });
});

describe('Postgres', () => {
  it('keeps instants correct in a database of another time zone', async () => {
    const url = await emptyPostgresDatabase();
    const name = new URL(url).pathname.slice(1);
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query(`ALTER DATABASE "${name}" SET timezone = 'Asia/Kolkata'`);
    await other.query('CREATE TABLE t (at timestamptz(3))');
    const at = new Date('2026-05-03T10:11:12.345Z');
    const database = await openDatabase(url);
    await database.prisma.$executeRaw`INSERT INTO t VALUES (${at})`;
    expect(await database.prisma.$queryRaw`SELECT at FROM t`).toEqual([{ at }]);
    expect((await other.query('SELECT extract(epoch FROM at) * 1000 AS ms FROM t')).rows).toEqual([
      { ms: `${at.getTime()}.000000` },
    ]);
    await Promise.all([database.close(), other.end()]);
  });

  it('runs the victim of a deadlock again', async () => {
    const database = await postgresTestDatabase();
    await database.prisma.setting.createMany({
      data: [
        { key: 'a', value: '' },
        { key: 'b', value: '' },
      ],
    });
    const latches = [latch(), latch()] as const;
    const runs: Record<0 | 1, number> = { 0: 0, 1: 0 };
    const crossing = (me: 0 | 1, first: string, second: string) =>
      database.transaction(async ({ prisma }) => {
        runs[me] += 1;
        await prisma.$executeRaw`UPDATE "Setting" SET "value" = "value" || ${me}::text WHERE "key" = ${first}`;
        latches[me].open();
        await latches[me === 0 ? 1 : 0].opened;
        await prisma.$executeRaw`UPDATE "Setting" SET "value" = "value" || ${me}::text WHERE "key" = ${second}`;
      });
    await Promise.all([crossing(0, 'a', 'b'), crossing(1, 'b', 'a')]);
    // No exact count: the victim's next try may meet the other transaction again.
    expect(Math.max(runs[0], runs[1])).toBeOneOf([2, 3]);
    const values = (await database.prisma.setting.findMany()).map(({ value }) => [...value].toSorted().join(''));
    expect(values).toEqual(['01', '01']);
    await database.close();
  });
});
