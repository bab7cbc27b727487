import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { readMode, shareMode, writeMode } from './mode.ts';

describe.each(testDatabases)('the mode on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('is sandbox by default', async () => {
    expect(await readMode(database)).toBe('sandbox');
    expect(await database.transaction((sql) => writeMode(sql, 'live'))).toBe('sandbox');
    expect(await database.transaction(shareMode)).toBe('live');
  });

  test('is written soon, also while overlapping calls share it', async () => {
    let isOver = false;
    let shares = 0;
    const calls = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        await database.transaction(async (sql) => {
          const mode = await shareMode(sql);
          if (sql.dialect === 'postgres') await sleep(20);
          expect(await readMode(sql)).toBe(mode);
        });
        shares += 1;
      }
    });
    await expect.poll(() => shares).toBeGreaterThan(8);
    for (const mode of ['sandbox', 'live', 'sandbox'] as const) {
      await database.transaction((sql) => writeMode(sql, mode));
    }
    isOver = true;
    await Promise.all(calls);
    expect(await readMode(database)).toBe('sandbox');
  });
});
