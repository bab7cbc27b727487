import path from 'node:path';
import { migrate } from '../../backend/src/db/migrate.ts';
import { person } from './generatedPeople.ts';
import { rawRow, sqliteInsert } from './rawInsert.ts';

const batch = 5_000;

/** Creates an SQLite database with `count` leads, before the product starts. */
export async function fillLeads(file: string, count: number, given: { phones: boolean }): Promise<void> {
  await migrate(`file:${file}`, path.resolve(import.meta.dirname, '../../backend/prisma/migrations'));
  const insert = sqliteInsert(file);
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from);
    await insert.batch(
      Array.from({ length }, (_, index) => rawRow(from + index + 1, person(from + index), given, Date.now())),
    );
  }
  await insert.close();
}
