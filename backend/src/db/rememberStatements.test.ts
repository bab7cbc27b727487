import Sqlite from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { sqliteTestDatabase } from './testDatabase.ts';
import { Prisma } from './database.ts';
import { rememberStatements } from './rememberStatements.ts';

function connection() {
  const sqlite = new Sqlite(':memory:');
  const prepare = vi.spyOn(sqlite, 'prepare');
  rememberStatements(sqlite);
  return { sqlite, prepare };
}

const all = (sqlite: Sqlite.Database, sql: string, ...values: unknown[]): unknown[] =>
  sqlite.prepare(sql).bind(values).raw().all();

test('a statement is prepared once, and each use has its own values', () => {
  const { sqlite, prepare } = connection();
  expect(all(sqlite, 'SELECT ?', 1)).toEqual([[1]]);
  expect(all(sqlite, 'SELECT ?', 'two')).toEqual([['two']]);
  const early = sqlite.prepare('SELECT ?').bind(['early']);
  expect(all(sqlite, 'SELECT ?', 'late')).toEqual([['late']]);
  expect(early.raw().all()).toEqual([['early']]);
  expect(prepare).toHaveBeenCalledTimes(1);
});

test('a column that is added later is read', () => {
  const { sqlite } = connection();
  sqlite.exec('CREATE TABLE "T" ("a" INTEGER); INSERT INTO "T" VALUES (1)');
  expect(all(sqlite, 'SELECT * FROM "T"')).toEqual([[1]]);
  expect(sqlite.prepare('SELECT * FROM "T"').columns()).toHaveLength(1);
  sqlite.exec('ALTER TABLE "T" ADD COLUMN "b" TEXT DEFAULT \'x\'');
  expect(all(sqlite, 'SELECT * FROM "T"')).toEqual([[1, 'x']]);
  expect(sqlite.prepare('SELECT * FROM "T"').columns()).toHaveLength(2);
});

test('the columns of a statement are read once', () => {
  const { sqlite } = connection();
  const [first, second] = [1, 2].map(() => sqlite.prepare('SELECT 1 AS "one"').columns());
  expect(first).toMatchObject([{ name: 'one' }]);
  expect(second).toBe(first);
});

test('more texts than are kept stay right', () => {
  const { sqlite, prepare } = connection();
  for (let round = 0; round < 2; round += 1) {
    for (let index = 0; index < 600; index += 1) expect(all(sqlite, `SELECT ${index}`)).toEqual([[index]]);
  }
  expect(prepare.mock.calls.length).toBeGreaterThan(600);
});

test('the database of the product prepares what it sends again once', async () => {
  const prepare = vi.spyOn(Sqlite.prototype, 'prepare');
  const database = await sqliteTestDatabase();
  const before = prepare.mock.calls.length;
  for (let index = 0; index < 5; index += 1) await database.prisma.$queryRaw(Prisma.sql`SELECT ${index} AS "again"`);
  expect(prepare.mock.calls.length - before).toBe(1);
  await database.close();
  prepare.mockRestore();
});
