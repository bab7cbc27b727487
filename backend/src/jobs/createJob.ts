import type { Job, JobKind } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { instant } from '../db/instant.ts';
import { keepJobOfKey } from '../http/requestKey.ts';
import type { Engine } from './engine.ts';
import type { ReadFigures } from './figures.ts';
import { addCounts } from './jobCounts.ts';
import { jobChanged, jobNow } from './jobEvents.ts';
import type { Spending } from './maySpend.ts';
import type { JobRow } from './presentJob.ts';

/** The leads of a job; each becomes a job item. */
export interface NewItems {
  /** A statement that yields the `"id"` of every lead. */
  leads: Prisma.Sql;
  /** `newest` first is the order of the lead list. */
  order: 'newest' | 'oldest';
  force?: boolean;
  /** The item's round, as an expression over the statement's columns, named `"leads"`; 0 by default. */
  round?: Prisma.Sql;
}

export interface NewJob {
  kind: JobKind;
  /** @param total the number of items */
  title: (total: number) => string;
  /** `rows`: the expected number of rows of an import, which are no job items. */
  items: NewItems | { rows: number };
  /**
   * What the job keeps of its request. Job items replace the set of leads in it: every event carries the whole job, and a
   * search may hold personal data.
   */
  request: object;
  /** Absent for jobs that call no provider. */
  spending?: Spending;
  retryOf?: number | null;
  now: Date;
  figures?: ReadFigures | undefined;
  /**
   * Writes what else changes with the new job, in its transaction.
   * @returns the events of these changes
   */
  changes?: (job: JobRow) => Promise<NewEvent[]>;
}

/** Creates a job in a transaction, then wakes its workflow without waiting for the answer. */
export async function startJob(
  { database, engine }: { database: Database; engine: Pick<Engine, 'wakeJob'> },
  create: (sql: Sql) => Promise<Job>,
): Promise<Job> {
  const job = await database.transaction(create);
  void engine.wakeJob(job.id);
  return job;
}

/**
 * Creates a job with its items, counts and events; call it in a transaction. All jobs are created here.
 * A job over an empty set of leads is completed from the start.
 */
export async function createJob(sql: Sql, given: NewJob): Promise<Job> {
  const { kind, title, items, request, spending, retryOf = null, now } = given;
  const { id } = await sql.prisma.job.create({
    data: {
      kind,
      title: title(0),
      mode: spending?.mode ?? null,
      state: 'queued',
      total: 0,
      costMicros: 0n,
      reservedMicros: 0n,
      maxCostMicros: spending?.maxCostMicros ?? null,
      request: {},
      retryOf,
      createdAt: now,
    },
  });
  await keepJobOfKey(sql, id);
  const hasItems = 'leads' in items;
  const total = hasItems ? await addItems(sql, { id, kind, now }, items) : items.rows;
  await addCounts(sql, id, { waiting: total });
  const row = await sql.prisma.job.update({
    where: { id },
    data: {
      total,
      title: title(total),
      request: hasItems ? requestOfItems(id, request) : request,
      ...(hasItems && total === 0 && { state: 'completed', startedAt: now, endedAt: now }),
    },
  });
  const events = (await given.changes?.(row)) ?? [];
  const job = await jobNow(sql, row, given.figures);
  await appendEvents(sql, [jobChanged(job), ...events], now);
  return job;
}

function addItems(
  sql: Sql,
  { id, kind, now }: { id: number; kind: JobKind; now: Date },
  { leads, order, force = false, round = Prisma.sql`0` }: NewItems,
): Promise<number> {
  return sql.prisma.$executeRaw`INSERT INTO "Request"
      ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
    SELECT ${kind}, "leads"."id", CAST(${id} AS INTEGER), 'waiting', ${Prisma.raw(force ? 'TRUE' : 'FALSE')}, ${round}, 0,
      ${instant(sql.dialect, now)}
    FROM (${leads}) AS "leads" ORDER BY "leads"."id" ${Prisma.raw(order === 'newest' ? 'DESC' : 'ASC')}`;
}

/** The job's items say which leads were requested, so its request names only the job. */
function requestOfItems(jobId: number, request: object): object {
  const { leadIds: _leadIds, exceptIds: _exceptIds, filter: _filter, ...rest } = request as Record<string, unknown>;
  return { ...rest, filter: { jobId } };
}
