import type { SuppressionEntries, SuppressionsRemoved } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import { listedHashes } from '../../leads/suppression/listedValues.ts';
import { suppressionHash, suppressionKey } from '../../leads/suppression/suppressionKey.ts';
import { AppError } from '../../platform/errors.ts';
import { restartMarking } from '../marking/markLeads.ts';
import { createListReader } from '../reading/listReader.ts';
import { recordsOf } from '../reading/recordsOf.ts';

const batchValues = 500;

/** Removes values from the suppression list, whichever batches added them. */
export async function removeEntries(
  database: Database,
  { entries, defaultCountryCode }: SuppressionEntries,
): Promise<SuppressionsRemoved> {
  const reader = createListReader(defaultCountryCode ?? null);
  const read = [...recordsOf(entries)].map((record) => reader.read(record));
  const values = read.flatMap((record) => record.values);
  const key = await suppressionKey(database);
  const hashes = key === null ? [] : [...new Set(values.map((value) => suppressionHash(key, value)))];
  let removed = 0;
  for (let from = 0; from < hashes.length; from += batchValues) {
    const some = hashes.slice(from, from + batchValues);
    removed += await database.transaction((sql) => removeHashes(sql, some));
  }
  return {
    removed,
    notThere: new Set(values.map(({ kind, value }) => `${kind} ${value}`)).size - removed,
    notUnderstood: read.flatMap(({ notUnderstood }) => notUnderstood),
  };
}

async function removeHashes(sql: Sql, hashes: readonly string[]): Promise<number> {
  const listed = await listedHashes(sql, hashes);
  await sql.prisma.suppressionEntry.deleteMany({ where: { hash: { in: [...listed] } } });
  if (listed.size > 0) await restartMarking(sql);
  return listed.size;
}

/**
 * Marks a batch for removal. Its entries hold until `dropBatch` has removed them; values that another batch added too stay
 * on the list.
 * @throws AppError not_found; conflict while the batch is being added
 */
export async function beginRemoval(database: Database, id: number): Promise<void> {
  const { count } = await database.prisma.suppressionBatch.updateMany({
    where: { id, state: { in: ['added', 'adding'] } },
    data: { state: 'removing' },
  });
  if (count === 0 && (await database.prisma.suppressionBatch.findUnique({ where: { id } })) === null) {
    throw new AppError('not_found', `There is no upload ${id}.`);
  }
}

/** Removes the entries of a batch in small transactions, then the batch. Can be repeated. */
export async function dropBatch(database: Database, id: number, signal: AbortSignal): Promise<void> {
  await inBatches(
    (size) => database.transaction((sql) => sql.prisma.$executeRaw(someOfBatch(id, size))),
    batchValues,
    signal,
  );
  if (signal.aborted) return;
  await database.transaction(async (sql) => {
    await sql.prisma.suppressionBatch.deleteMany({ where: { id } });
    await restartMarking(sql);
  });
}

const someOfBatch = (id: number, size: number): Prisma.Sql =>
  Prisma.sql`DELETE FROM "SuppressionEntry" WHERE "batchId" = ${id}
    AND "hash" IN (SELECT "hash" FROM "SuppressionEntry" WHERE "batchId" = ${id} LIMIT ${size})`;
