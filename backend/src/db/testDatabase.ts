import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations');

/** A migrated SQLite database of its own in a temporary folder; `close` removes it. */
export async function sqliteTestDatabase(): Promise<Database & { url: string }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-'));
  const url = `file:${path.join(dir, 'test.db')}`;
  await migrate(url, migrationsDir);
  const database = await openDatabase(url);
  return {
    ...database,
    url,
    close: async () => {
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
}
