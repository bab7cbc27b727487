import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { readMode } from '../../jobs/mode.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { switchMode } from '../ledger/switchMode.ts';
import { claimMode, type ModeClaim, ModeRefused } from './modeClaim.ts';

type Claim = 'sandbox' | 'live' | null;

describe.each(testDatabases)('a claim of a mode on $dialect', ({ open, dialect }) => {
  let database: TestDatabase;
  let running: (() => Promise<void>)[];
  beforeEach(async () => {
    database = await open();
    running = [];
  });
  afterEach(async () => {
    for (const stop of running) await stop();
    await database.close();
  });

  /** What a process does at its start, on a connection of its own. */
  async function start(claim: Claim): Promise<ModeClaim & { database: Database; stop(): Promise<void> }> {
    const own = await openDatabase(database.url);
    const deps = { database: own, databaseUrl: database.url, claim, clock: systemClock, log: createLogger('silent') };
    try {
      const claimed = await claimMode(deps);
      let stopped = false;
      const stop = async () => {
        if (stopped) return;
        stopped = true;
        await claimed.close();
        await own.close();
      };
      running.push(stop);
      return { ...claimed, database: own, stop };
    } catch (error) {
      await own.close();
      throw error;
    }
  }

  test('without a claim the row decides, sandbox at first, also after a restart', async () => {
    const first = await start(null);
    expect(await readMode(first.database)).toBe('sandbox');
    expect(await first.fixedMode(first.database)).toBeNull();
    await first.database.transaction((sql) => switchMode(sql, 'live', new Date()));
    await first.stop();
    const second = await start(null);
    expect(await readMode(second.database)).toBe('live');
  });

  test('of the only process is written into the row, and stays there', async () => {
    const first = await start('live');
    expect(await readMode(first.database)).toBe('live');
    expect(await first.fixedMode(first.database)).toBe('live');
    await first.stop();
    const second = await start(null);
    expect(await readMode(second.database)).toBe('live');
    expect(await second.fixedMode(second.database)).toBeNull();
    await second.stop();
    expect(await readMode((await start('sandbox')).database)).toBe('sandbox');
  });

  // On SQLite one process owns the data.
  describe.runIf(dialect === 'postgres')('beside other processes', () => {
    test('another mode is refused with the reason; the same mode is accepted, and fixed for all processes', async () => {
      const first = await start(null);
      await expect(start('live')).rejects.toThrow(ModeRefused);
      await expect(start('live')).rejects.toThrow(/other processes run on this database in sandbox mode\. Stop them/u);
      expect(await readMode(database)).toBe('sandbox');
      const second = await start('sandbox');
      expect(await first.fixedMode(first.database)).toBe('sandbox');
      await second.stop();
      await expect.poll(() => first.fixedMode(first.database)).toBeNull();
    });

    test('many start at once with the same claim', async () => {
      const all = await Promise.all(Array.from({ length: 4 }, () => start('live')));
      expect(await Promise.all(all.map((one) => readMode(one.database)))).toEqual(['live', 'live', 'live', 'live']);
    });

    test('of two that start at once with different claims one is refused', async () => {
      const both = await Promise.allSettled([start('live'), start('sandbox')]);
      const [refused] = both.filter(({ status }) => status === 'rejected');
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(refused).toMatchObject({ reason: expect.any(ModeRefused) as ModeRefused });
    });

    test('a lost connection is reopened, so that the process still counts as running', async () => {
      const first = await start('sandbox');
      const pids = () => database.prisma.$queryRaw<{ pid: number }[]>`SELECT "pid" FROM pg_locks
        WHERE "locktype" = 'advisory' AND "granted" AND "objsubid" = 2
          AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`;
      const [before] = await pids();
      await database.prisma.$queryRaw`SELECT pg_terminate_backend(${before?.pid}::int)`;
      await expect.poll(async () => (await pids()).map(({ pid }) => pid === before?.pid)).toEqual([false]);
      expect(await first.fixedMode(first.database)).toBe('sandbox');
      await expect(start('live')).rejects.toThrow(ModeRefused);
    });
  });
});
