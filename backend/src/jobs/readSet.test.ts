import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, Prisma } from '../db/database.ts';
import { sqliteTestDatabase, type TestDatabase } from '../db/testDatabase.ts';
import type { LeadSelection } from './newLeadJob.ts';
import { beginToRead } from './readSet.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await sqliteTestDatabase();
});
afterAll(() => database.close());

const selection: LeadSelection = { find: async () => Prisma.sql`SELECT "id" FROM "Lead"`, order: 'oldest' };

test('a set of deleted leads is not waited for, however few leads are left', async () => {
  const reading = slow(database);
  const begun = await beginToRead(reading.database, { ...selection, isOfDeleted: true }, 10);
  expect(begun.known).toBeNull();
  reading.goOn();
  expect(await begun.set).toEqual({ total: 0, text: '' });
});

test('with few leads, a set of them is read before the answer', async () => {
  const reading = slow(database);
  const begun = beginToRead(reading.database, selection, 10);
  reading.goOn();
  expect((await begun).known).toEqual([]);
});

/** A database whose scans wait for `goOn`. */
function slow(real: Database): { database: Database; goOn: () => void } {
  let goOn = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const scan: Database['scan'] = async (query) => {
    await gate;
    return real.scan(query);
  };
  return { database: { ...real, scan }, goOn: () => goOn() };
}
