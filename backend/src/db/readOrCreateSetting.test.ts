import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { readOrCreateSetting } from './readOrCreateSetting.ts';
import { type TestDatabase, testDatabases } from './testDatabase.ts';

describe.each(testDatabases)('a setting that the first start creates on $dialect', ({ dialect, open }) => {
  let database: TestDatabase;
  let processes: Database[];
  beforeAll(async () => {
    database = await open();
    processes =
      dialect === 'postgres'
        ? await Promise.all(Array.from({ length: 6 }, () => openDatabase(database.url)))
        : Array.from({ length: 6 }, () => database);
  });
  afterAll(async () => {
    if (dialect === 'postgres') await Promise.all(processes.map((process) => process.close()));
    await database.close();
  });

  test.each(Array.from({ length: 10 }, (_, index) => `setting ${index}`))(
    'is the same for all that start at once: %s',
    async (key) => {
      const values = await Promise.all(processes.map((process) => readOrCreateSetting(process, key, randomUUID)));
      expect(new Set(values).size).toBe(1);
      expect(await readOrCreateSetting(database, key, randomUUID)).toBe(values[0]);
    },
  );
});
