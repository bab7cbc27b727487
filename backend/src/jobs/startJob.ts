import type { Job } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { createJob } from './createJob.ts';
import { fillJob } from './fillJob.ts';
import type { LeadSelection, NewLeadJob, StartJobDeps } from './newLeadJob.ts';
import { keepPreparation } from './preparations.ts';
import { beginToRead } from './readSet.ts';

/** A job over a set up to this size gets its items before the answer. */
const knownAtOnce = 2_000;

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
  const { set, newestId, known } = await beginToRead(database, selection, knownAtOnce);
  const { job, described } = await database.transaction(async (sql) => {
    const given = await describe(sql);
    if ('existing' in given) return { job: given.existing, described: null };
    const created = await createJob(sql, given, known ?? 'being_read');
    if (known === null) await keepPreparation(sql, created.id, { newestId, selection, job: given });
    return { job: created, described: given };
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
  return (await beginToRead(database, { ...selection, limit: most + 1 }, most)).known;
}
