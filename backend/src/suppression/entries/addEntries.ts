import type { NotUnderstood, SuppressionsAdded } from '@tinygenesy/contract';
import { batchPace } from '../../db/batchPace.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { listedHashes } from '../../leads/suppression/listedValues.ts';
import { createdSuppressionKey, suppressionHash } from '../../leads/suppression/suppressionKey.ts';
import type { SuppressionValue } from '../../leads/suppression/suppressionValues.ts';
import type { Clock } from '../../platform/clock.ts';
import { restartMarking } from '../marking/markLeads.ts';
import { createListReader } from '../reading/listReader.ts';
import type { ListRecord } from '../reading/readRecords.ts';
import { dropBatch } from './removeEntries.ts';

export interface ListDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
}

/** The number of values in the first transaction. Further transactions adapt to its duration. */
const firstBatchValues = 250;
const mostNotUnderstood = 1_000;

/**
 * Adds the values of a list to the suppression list as one batch, while they are read. They hold from then on: each piece
 * is committed for itself. A list that can't be read to its end adds nothing.
 * @throws the errors of `records`
 */
export async function addEntries(
  { database, clock }: ListDeps,
  records: AsyncIterable<ListRecord> | Iterable<ListRecord>,
  { name, defaultCountryCode }: { name: string; defaultCountryCode: string | null },
): Promise<SuppressionsAdded> {
  const key = await createdSuppressionKey(database);
  const counts = { added: 0, alreadyThere: 0, notUnderstood: 0 };
  const batch = await database.prisma.suppressionBatch.create({
    data: { name, state: 'adding', ...counts, createdAt: clock.now() },
  });
  const reader = createListReader(defaultCountryCode);
  const notUnderstood: NotUnderstood[] = [];
  const pace = batchPace(firstBatchValues, database.dialect);
  let waiting: SuppressionValue[] = [];

  async function flush(state: 'adding' | 'added'): Promise<void> {
    const values = waiting;
    waiting = [];
    let startedMs = 0;
    const added = await database.transaction(async (sql) => {
      startedMs = performance.now();
      const count = await insertEntries(sql, batch.id, key, values);
      await sql.prisma.suppressionBatch.updateMany({
        where: { id: batch.id, state: 'adding' },
        data: {
          state,
          added: { increment: count },
          alreadyThere: { increment: values.length - count },
          notUnderstood: counts.notUnderstood,
        },
      });
      await restartMarking(sql);
      return count;
    });
    pace.ran(values.length, performance.now() - startedMs);
    counts.added += added;
    counts.alreadyThere += values.length - added;
    await pace.pause();
  }

  try {
    for await (const record of records) {
      const read = reader.read(record);
      waiting.push(...read.values);
      counts.notUnderstood += read.notUnderstood.length;
      notUnderstood.push(...read.notUnderstood.slice(0, mostNotUnderstood - notUnderstood.length));
      if (waiting.length >= pace.size) await flush('adding');
    }
    await flush('added');
  } catch (error) {
    await dropBatch(database, batch.id, new AbortController().signal);
    throw error;
  }
  const isEmpty = counts.added + counts.alreadyThere === 0;
  if (isEmpty) await dropBatch(database, batch.id, new AbortController().signal);
  return {
    batchId: isEmpty ? null : batch.id,
    added: counts.added,
    alreadyThere: counts.alreadyThere,
    notUnderstoodCount: counts.notUnderstood,
    notUnderstood,
    columns: reader.columns,
  };
}

/** Inserts values of a batch. @returns how many of them were new on the list */
async function insertEntries(
  sql: Sql,
  batchId: number,
  key: string,
  values: readonly SuppressionValue[],
): Promise<number> {
  const kindOf = new Map(values.map((value) => [suppressionHash(key, value), value.kind]));
  if (kindOf.size === 0) return 0;
  const known = await listedHashes(sql, [...kindOf.keys()]);
  // A JSON object of texts needs no further parsing per value; the order of the key makes the insert faster.
  const json = JSON.stringify(Object.fromEntries([...kindOf].toSorted(([a], [b]) => (a < b ? -1 : 1))));
  const given =
    sql.dialect === 'sqlite'
      ? Prisma.sql`SELECT key, ${batchId}, value FROM json_each(${json}) WHERE TRUE`
      : Prisma.sql`SELECT key, ${batchId}::int, value FROM jsonb_each_text(${json}::jsonb)`;
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "SuppressionEntry" ("hash", "batchId", "kind") ${given} ON CONFLICT DO NOTHING`,
  );
  return kindOf.size - known.size;
}
