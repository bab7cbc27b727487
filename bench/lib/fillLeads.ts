import path from 'node:path';
import { migrate } from '../../backend/src/db/migrate.ts';
import { person } from './generatedPeople.ts';
import { postgresInsert, rawRow, sqliteInsert } from './rawInsert.ts';

const batch = 5_000;

/**
 * Creates a database with `count` leads, before the product starts.
 * @param database an SQLite file, or the address of an empty Postgres database
 */
export async function fillLeads(database: string, count: number, given: { phones: boolean }): Promise<void> {
  const url = isPostgres(database) ? database : `file:${database}`;
  await migrate(url, path.resolve(import.meta.dirname, '../../backend/prisma/migrations'));
  await addLeads(database, { from: 0, count, ...given });
}

/** Adds `count` leads with ids after `from`. */
export async function addLeads(
  database: string,
  { from: first, count, ...given }: { from: number; count: number; phones: boolean },
): Promise<void> {
  const insert = isPostgres(database) ? postgresInsert(database) : sqliteInsert(database);
  for (let from = first; from < first + count; from += batch) {
    const length = Math.min(batch, first + count - from);
    await insert.batch(
      Array.from({ length }, (_, index) => rawRow(from + index + 1, person(from + index), given, Date.now())),
    );
  }
  await insert.close();
}

const isPostgres = (database: string): boolean => database.startsWith('postgres');
