import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../db/database.ts';
import { createJob } from './createJob.ts';
import { fillJob } from './fillJob.ts';
import type { LeadIds, LeadSelection, NewLeadJob, StartJobDeps } from './newLeadJob.ts';

/** A job over a set up to this size gets its items before the answer. */
const knownAtOnce = 2_000;
/** With at most this many leads in the database, any set is read before the answer. */
const fewLeads = 5_000;
/** The time that an answer waits for a set of unknown size. */
const probeMs = 50;
/** Ids are 32-bit integers. */
const maxId = 2 ** 31 - 1;

/**
 * Starts a job over a set of leads. Wakes its workflow without waiting for the result. A reading connection reads the
 * set, by a statement that starts before the answer. When that takes long, returns a job in state `preparing`, whose
 * items are added batch by batch.
 * @param describe runs in the transaction that creates the job. An existing job that it returns is the answer
 */
export async function startJob(
  deps: StartJobDeps,
  selection: LeadSelection,
  describe: (sql: Sql) => Promise<NewLeadJob | { existing: Job }>,
): Promise<Job> {
  const { database, engine, background } = deps;
  const { set, known } = await beginToRead(database, selection, { most: knownAtOnce });
  const { job, described } = await database.transaction(async (sql) => {
    const given = await describe(sql);
    if ('existing' in given) return { job: given.existing, described: null };
    return { job: await createJob(sql, given, known ?? 'being_read'), described: given };
  });
  if (known === null && described !== null) {
    background.run(`Preparing job ${job.id}`, (signal) => fillJob(deps, job.id, described, set, signal));
  } else {
    void engine.wakeJob(job.id);
  }
  return job;
}

/** Starts a job without a set of leads. Wakes its workflow without waiting for the result. */
export async function startRowJob(
  { database, engine }: Pick<StartJobDeps, 'database' | 'engine'>,
  create: (sql: Sql) => Promise<Job>,
): Promise<Job> {
  const job = await database.transaction(create);
  void engine.wakeJob(job.id);
  return job;
}

/**
 * Reads the ids of a set of at most `most` leads, for work that is done before the answer. Of a larger set, reads one
 * id more than that.
 * @returns null for a larger set, and for a set that takes longer than `probeMs` to read
 */
export async function readSmallSet(
  database: Database,
  selection: LeadSelection,
  most: number,
): Promise<number[] | null> {
  return (await beginToRead(database, selection, { most, limit: most + 1 })).known;
}

/** Starts to read a set. `known`: its ids, or null for more than `most` ids or a slow statement. */
async function beginToRead(
  database: Database,
  selection: LeadSelection,
  { most, limit = null }: { most: number; limit?: number | null },
): Promise<{ set: Promise<LeadIds>; known: number[] | null }> {
  const newestId = await newestLead(database);
  const set = readSet(database, selection, { newestId: selection.isOfDeleted === true ? maxId : newestId, limit });
  const isReadToEnd = newestId <= fewLeads || (selection.most ?? Infinity) <= most;
  const known = await (isReadToEnd ? set : Promise.race([set, delay(probeMs, null)]));
  if (known === null || known.total > most) return { set, known: null };
  return { set, known: known.text === '' ? [] : known.text.split(',').map(Number) };
}

async function newestLead(database: Database): Promise<number> {
  const [newest] = await database.prisma.$queryRaw<
    { id: number | bigint | null }[]
  >`SELECT MAX("id") AS "id" FROM "Lead"`;
  return Number(newest?.id ?? 0);
}

async function readSet(
  database: Database,
  { find, order }: LeadSelection,
  { newestId, limit }: { newestId: number; limit: number | null },
): Promise<LeadIds> {
  const direction = Prisma.raw(order === 'newest' ? 'DESC' : 'ASC');
  const bound = limit === null ? Prisma.empty : Prisma.sql`LIMIT ${limit}`;
  const rows = await database.scan<{ total: number | bigint; text: string | null }>(
    Prisma.sql`SELECT COUNT(*) AS "total", string_agg(CAST("set"."id" AS TEXT), ',' ORDER BY "set"."id" ${direction}) AS "text"
      FROM (SELECT "found"."id" FROM (${await find()}) AS "found" WHERE "found"."id" <= ${newestId} ${bound}) AS "set"`,
  );
  return { total: Number(rows[0]?.total ?? 0), text: rows[0]?.text ?? '' };
}
