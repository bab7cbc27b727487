import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../db/database.ts';
import { createJob } from './createJob.ts';
import { fillJob } from './fillJob.ts';
import type { LeadIds, LeadSelection, NewLeadJob, StartJobDeps } from './newLeadJob.ts';

/** A set up to this size is known when the request is answered. */
const knownAtOnce = 2_000;
/** Sets among so few leads are read quickly whatever they are. */
const fewLeads = 5_000;
/** How long an answer waits for a set of unknown size. */
const probeMs = 50;
/** Ids are 32-bit integers. */
const maxId = 2 ** 31 - 1;

/**
 * Starts a job over a set of leads, then wakes its workflow without waiting for the answer. The set is read off the
 * writing connection, by a statement that begins before the answer. Where that takes long, the answer is a job in state
 * `preparing`, which is filled batch by batch.
 * @param describe runs in the transaction that creates the job; a job that exists already is the answer instead
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

/** Creates a job that is not over a set of leads, then wakes its workflow without waiting for the answer. */
export async function startRowJob(
  { database, engine }: Pick<StartJobDeps, 'database' | 'engine'>,
  create: (sql: Sql) => Promise<Job>,
): Promise<Job> {
  const job = await database.transaction(create);
  void engine.wakeJob(job.id);
  return job;
}

/**
 * Reads the ids of a set of at most `most` leads, for work that is done before the answer. Of a larger set, reads one id
 * more than that.
 * @returns null for a larger set, and for a set that takes longer than `probeMs` to read
 */
export async function readSmallSet(
  database: Database,
  selection: LeadSelection,
  most: number,
): Promise<number[] | null> {
  return (await beginToRead(database, selection, { most, limit: most + 1 })).known;
}

/** Begins to read a set. `known`: its ids if there are at most `most` and they are read in time, else null. */
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
