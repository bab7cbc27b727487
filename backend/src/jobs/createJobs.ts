import type { BulkLookup, Job, JobItems, JobList, JobListQuery, JobState, RetriedItems } from '@tinygenesy/contract';
import { bulkLookupSchema, idSchema } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { cancelItems, moveItems, showOnLeads } from '../ledger/holdJob.ts';
import { jobEvents, jobNow, moveCount } from '../ledger/jobCounts.ts';
import type { JobRow } from '../ledger/presentJob.ts';
import { jobBoundMs } from '../emails/checkBounds.ts';
import { markEmailJob } from '../leads/markEmailChecks.ts';
import { selectLeadIds } from '../leads/leadSet.ts';
import { decodeCursor, encodeCursor } from '../leads/cursor.ts';
import { AppError } from '../platform/errors.ts';
import { longestWayToWireMs } from '../utils/permitGuard.ts';
import { type BulkLookupDeps, createLookupJob, estimateBulkLookup } from './bulkLookups.ts';
import { importItems } from './importItems.ts';
import { createEmailJob } from './createEmailJob.ts';
import { maySpend } from './maySpend.ts';
import type { Jobs } from './jobs.ts';
import { createMessageJob, retryTitle } from './messageJob.ts';
import { type MessageRequest, messageRequestSchema } from './messageRequest.ts';
import { requestOfItems } from './requestOfItems.ts';

/** The states a steering may come from, and those in which it was done already. */
const steering: Record<'cancel' | 'pause' | 'resume', { from: JobState[]; done: JobState[] }> = {
  cancel: { from: ['queued', 'running', 'paused', 'on_hold'], done: ['cancelling', 'cancelled'] },
  pause: { from: ['queued', 'running'], done: ['paused'] },
  resume: { from: ['paused', 'on_hold'], done: ['queued', 'running'] },
};

/** Reads and steers jobs: one guarded change in the database, then a wake that nobody waits for. */
export function createJobs(deps: BulkLookupDeps): Jobs {
  const { database, clock, engine } = deps;

  async function rowOf(sql: Sql, id: number): Promise<JobRow> {
    const row = await sql.prisma.job.findUnique({ where: { id } });
    if (row === null) throw new AppError('not_found', `There is no job ${id}.`);
    return row;
  }

  /** Locks the job's row first, so that steering and progress take turns (Postgres; SQLite is alone anyway). */
  async function lockJob(sql: Sql, id: number): Promise<JobRow> {
    if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${id} FOR UPDATE`;
    return rowOf(sql, id);
  }

  async function steer(
    id: number,
    what: keyof typeof steering,
    apply: (sql: Sql, job: JobRow, now: Date) => Promise<void>,
  ): Promise<Job> {
    const now = clock.now();
    const speeds = await deps.speeds();
    const { job, wereRunning, changed } = await database.transaction(async (sql) => {
      const row = await lockJob(sql, id);
      const { from, done } = steering[what];
      if (done.some((state) => state === row.state)) {
        return { job: await jobNow(sql, row, speeds), wereRunning: [], changed: false };
      }
      if (!from.some((state) => state === row.state)) {
        throw new AppError('conflict', `This job is ${row.state.replace('_', ' ')}, so it can't be ${pastOf[what]}.`);
      }
      const running = await leadsUnderWay(sql, id);
      await apply(sql, row, now);
      const events: NewEvent[] = [
        ...(await jobEvents(sql, [id], speeds)),
        { topic: 'leads', name: 'leads.changed', data: { jobId: id, importId: null } },
      ];
      await appendEvents(sql, events, now);
      return { job: await jobNow(sql, await rowOf(sql, id), speeds), wereRunning: running, changed: true };
    });
    if (changed) {
      void engine.wakeJob(id);
      for (const leadId of wereRunning) void engine.wakeLookup(leadId, { person: false, fairnessKey: `job-${id}` });
    }
    return job;
  }

  /**
   * The promise of a pause and a cancel is measured at the provider: a call that passed its gate just before is on the
   * wire, or never will be, when the answer comes.
   */
  async function onceOnTheWire(job: Job): Promise<Job> {
    const newest = await database.prisma.attempt.findFirst({
      where: { jobId: job.id, state: 'sent' },
      orderBy: { sentAt: 'desc' },
    });
    const agoMs = newest?.sentAt == null ? Infinity : clock.now().getTime() - newest.sentAt.getTime();
    if (agoMs < longestWayToWireMs) await new Promise((resolve) => setTimeout(resolve, longestWayToWireMs - agoMs));
    return job;
  }

  return {
    async list(query: JobListQuery): Promise<JobList> {
      const speeds = await deps.speeds();
      const rows = await database.prisma.job.findMany({
        where: {
          ...(query.state && { state: { in: query.state } }),
          ...(query.kind && { kind: { in: query.kind } }),
          ...(query.cursor !== undefined && { id: { lt: idOfCursor(query.cursor) } }),
        },
        orderBy: { id: 'desc' },
        take: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const jobs: Job[] = [];
      for (const row of page) jobs.push(await jobNow(database, row, speeds));
      return { jobs, nextCursor: rows.length > page.length ? cursorAfter(page) : null };
    },

    read: async (id) => jobNow(database, await rowOf(database, id), await deps.speeds()),

    async items(id, query): Promise<JobItems> {
      const job = await rowOf(database, id);
      if (job.kind === 'csv_import' || job.kind === 'import_undo') return importItems(database, job, query);
      const rows = await database.prisma.request.findMany({
        where: {
          jobId: id,
          ...(query.state && { state: { in: query.state } }),
          ...(query.cursor !== undefined && { id: { gt: idOfCursor(query.cursor) } }),
        },
        orderBy: { id: 'asc' },
        take: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      return {
        items: page.map((row) => ({
          id: row.id,
          leadId: row.leadId,
          state: row.state,
          reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText ?? row.reasonCode },
          costMicros: Number(row.costMicros),
          startedAt: row.startedAt?.toISOString() ?? null,
          endedAt: row.endedAt?.toISOString() ?? null,
        })),
        nextCursor: rows.length > page.length ? cursorAfter(page) : null,
      };
    },

    cancel: async (id) =>
      onceOnTheWire(
        await steer(id, 'cancel', async (sql, job, now) => {
          await sql.prisma.job.update({
            where: { id },
            data: { state: 'cancelling', errorCode: null, errorText: null },
          });
          await cancelItems(sql, id, now);
          if (job.kind === 'email_verification') await markEmailJob(sql, id, 'idle', null, now);
          if (job.kind !== 'phone_lookup') return;
          await showOnLeads(sql, id, ['queued', 'asking', 'on_hold'], 'cancelled', null, now);
        }),
      ),

    pause: async (id) =>
      onceOnTheWire(
        await steer(id, 'pause', async (sql, job, now) => {
          await sql.prisma.job.update({ where: { id }, data: { state: 'paused' } });
          await moveItems(sql, id, ['running'], 'waiting');
          // Nothing goes on there now: a word that something does would stand for as long as the pause.
          if (job.kind === 'email_verification') await markEmailJob(sql, id, 'idle', null, now);
        }),
      ),

    resume: (id, maxCostMicros) =>
      steer(id, 'resume', async (sql, job, now) => {
        const spending = maySpend({ kind: 'resume', job }, { mode: deps.mode, maxCostMicros });
        await sql.prisma.job.update({
          where: { id },
          data: {
            state: job.startedAt === null ? 'queued' : 'running',
            errorCode: null,
            errorText: null,
            maxCostMicros: spending.maxCostMicros,
          },
        });
        await moveItems(sql, id, ['on_hold'], 'waiting');
        if (job.kind === 'email_verification') {
          await markEmailJob(sql, id, 'queued', new Date(now.getTime() + jobBoundMs(job.total)), now);
        }
        if (job.kind !== 'phone_lookup') return;
        await showOnLeads(sql, id, ['on_hold', 'cancelled', 'none'], 'queued', null, now);
      }),

    async retry(id, { items, maxCostMicros }) {
      const now = clock.now();
      const speeds = await deps.speeds();
      const job = await database.transaction(async (sql) => {
        const row = await lockJob(sql, id);
        const retried = whatIsRetried(row);
        if (row.endedAt === null) {
          throw new AppError(
            'conflict',
            `This job is ${row.state.replace('_', ' ')}; it can be retried once it has ended.`,
          );
        }
        const spending = maySpend(
          { kind: 'retry', job: row, spentMicros: await spentWithRetries(sql, row) },
          { mode: deps.mode, maxCostMicros },
        );
        const leads = retriedLeads(row, items);
        const open = await openRetryOver(sql, id, leads);
        if (open !== null) return jobNow(sql, open, speeds);
        if (retried.kind === 'emails') {
          return createEmailJob(sql, { leads, retryOf: id, now });
        }
        if (retried.kind === 'messages') {
          const { request } = retried;
          return createMessageJob(sql, { request, leads, title: retryTitle, retryOf: id, now });
        }
        const { maxCostMicros: _old, ...body } = retried.body;
        const title = retryTitles[items];
        return createLookupJob(sql, { spending, body, eligible: leads, now, retry: { of: id, title } }, speeds);
      });
      void engine.wakeJob(job.id);
      return job;
    },

    async estimateRetry(id, items) {
      const row = await rowOf(database, id);
      const retried = whatIsRetried(row);
      if (retried.kind !== 'lookups') throw new AppError('conflict', 'Only phone lookups have a price.');
      maySpend({ kind: 'retry', job: row, spentMicros: 0n }, { mode: deps.mode, maxCostMicros: undefined });
      const { limit: _all, ...rest } = retried.body;
      return estimateBulkLookup(deps, { ...rest, scope: 'all' }, retriedLeads(row, items));
    },

    async deleteLeads(set) {
      const now = clock.now();
      const job = await database.transaction(async (sql) => {
        const row = await sql.prisma.job.create({
          data: {
            kind: 'lead_deletion',
            title: 'Delete leads',
            mode: null,
            state: 'queued',
            total: 0,
            costMicros: 0n,
            reservedMicros: 0n,
            request: {},
            createdAt: now,
          },
        });
        const at = sql.dialect === 'postgres' ? Prisma.sql`${now}::timestamptz` : Prisma.sql`${now}`;
        const total = await sql.prisma.$executeRaw`INSERT INTO "Request"
            ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
          SELECT 'lead_deletion', "id", CAST(${row.id} AS INTEGER), 'waiting', FALSE, 0, 0, ${at}
          FROM (${selectLeadIds(sql.dialect, set)}) AS "leads"`;
        await moveCount(sql, row.id, null, 'waiting', total);
        const saved = await sql.prisma.job.update({
          where: { id: row.id },
          data: {
            total,
            title: `Delete ${total} leads`,
            request: requestOfItems(row.id, { undoToken: crypto.randomUUID() }),
            ...(total === 0 && { state: 'completed', endedAt: now }),
          },
        });
        const created = await jobNow(sql, saved, []);
        await appendEvents(sql, [{ topic: `job:${row.id}`, name: 'job.changed', data: created }], now);
        return created;
      });
      void engine.wakeJob(job.id);
      return job;
    },
  };
}

/** Leads of a job whose lookups run: its items say so, or a call that was begun before they were paused or held. */
async function leadsUnderWay(sql: Sql, jobId: number): Promise<number[]> {
  const items = await sql.prisma.request.findMany({ where: { jobId, kind: 'phone_lookup', state: 'running' } });
  const calls = await sql.prisma.attempt.findMany({ where: { jobId, state: { in: ['reserved', 'sent'] } } });
  return [...new Set([...items, ...calls].map(({ leadId }) => leadId))];
}

/** @throws AppError conflict for kinds of jobs that can't be retried */
type Retried =
  { kind: 'lookups'; body: BulkLookup } | { kind: 'emails' } | { kind: 'messages'; request: MessageRequest };

function whatIsRetried(job: JobRow): Retried {
  if (job.kind === 'email_verification') return { kind: 'emails' };
  if (job.kind === 'message_generation') return { kind: 'messages', request: messageRequestSchema.parse(job.request) };
  const lookups = bulkLookupSchema.safeParse(job.request);
  if (job.kind === 'phone_lookup' && lookups.success) return { kind: 'lookups', body: lookups.data };
  throw new AppError('conflict', 'Only phone lookups, checks of e-mails and messages can be retried.');
}

/** The leads of a job that a retry takes, as a statement that yields their `"id"`. */
function retriedLeads({ id, kind }: JobRow, items: RetriedItems): Prisma.Sql {
  const inState = (...states: string[]): Prisma.Sql => Prisma.sql`SELECT "leadId" AS "id" FROM "Request"
    WHERE "jobId" = ${id} AND "state" IN (${Prisma.join(states)})`;
  if (items === 'cancelled') return inState('cancelled');
  if (kind !== 'email_verification') return inState('incomplete', 'error', 'on_hold');
  // What was found out since is not asked again.
  return Prisma.sql`${inState('unknown')}
    AND EXISTS (SELECT 1 FROM "Lead" WHERE "Lead"."id" = "leadId" AND "emailVerdict" = 'unknown')`;
}

/** What a job, its retries and theirs have spent or hold back. */
async function spentWithRetries(sql: Sql, job: JobRow): Promise<bigint> {
  let spentMicros = job.reservedMicros;
  let ids = [job.id];
  while (ids.length > 0) {
    const retries = await sql.prisma.job.findMany({ where: { retryOf: { in: ids } } });
    for (const { reservedMicros } of retries) spentMicros += reservedMicros;
    ids = retries.map(({ id }) => id);
  }
  return spentMicros;
}

/** A retry of a job that is under way over some of these leads: a second click is the same retry. */
async function openRetryOver(sql: Sql, id: number, leads: Prisma.Sql): Promise<JobRow | null> {
  const open = await sql.prisma.job.findMany({ where: { retryOf: id, endedAt: null }, orderBy: { id: 'asc' } });
  for (const job of open) {
    const [shared] = await sql.prisma.$queryRaw<unknown[]>`SELECT 1 FROM "Request"
      WHERE "jobId" = ${job.id} AND "leadId" IN (${leads}) LIMIT 1`;
    if (shared !== undefined) return job;
  }
  return null;
}

const retryTitles = {
  failed: (leads: string) => `Retry phones for ${leads}`,
  cancelled: (leads: string) => `Find phones for ${leads}`,
} satisfies Record<RetriedItems, (leads: string) => string>;

const place = 'jobs';
const cursorAfter = (page: readonly { id: number }[]): string | null => {
  const last = page.at(-1);
  return last === undefined ? null : encodeCursor(place, last.id);
};
const idOfCursor = (cursor: string): number => decodeCursor(cursor, place, idSchema);

const pastOf = { cancel: 'cancelled', pause: 'paused', resume: 'resumed' } as const;
