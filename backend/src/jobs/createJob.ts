import type { Job, JobKind } from '@tinygenesy/contract';
import { idsFromJson } from '../db/idsFromJson.ts';
import { Prisma, type Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { instant } from '../db/instant.ts';
import { keepJobOfKey } from '../http/requests/requestKey.ts';
import type { ReadFigures } from './figures.ts';
import { addCounts } from './jobCounts.ts';
import { jobChanged, jobNow } from './jobEvents.ts';
import type { Spending } from './maySpend.ts';
import type { JobRow } from './presentJob.ts';

/** How the leads of a job become its items. */
export interface NewItems {
  force?: boolean;
  /** The earlier job whose items' rounds are taken over; by default the rounds are 0. */
  roundsOf?: number | undefined;
}

/** The lead ids of a new job, in its order; `being_read`: the set is not known yet. */
export type JobLeads = readonly number[] | 'being_read';

export interface NewJob {
  kind: JobKind;
  /** @param leads the number in words: `1 lead`; `leads` while the number is unknown */
  title: (leads: string) => string;
  /** `rows`: the expected number of rows of an import, which are no job items. */
  items: NewItems | { rows: number };
  /**
   * The stored request. Job items replace the set of leads in it: every event contains the whole job, and a search may
   * contain personal data.
   */
  request: object;
  /** Absent for jobs that call no provider. */
  spending?: Spending;
  /** What the job may do for each lead, and when it pauses. */
  run?: Pick<JobRow, 'stopAt' | 'maxCostPerLeadMicros' | 'pilotLeads' | 'countsProviders'>;
  retryOf?: number | null;
  now: Date;
  figures?: ReadFigures | undefined;
  /**
   * Writes further changes in the transaction of the new job.
   * @returns the events of these changes
   */
  changes?: (job: JobRow) => Promise<NewEvent[]>;
}

/**
 * Creates a job with its items, counts and events; call it in a transaction. All jobs are created here.
 * A job over an empty set of leads is completed from the start; one whose set is being read is `preparing`.
 */
export async function createJob(sql: Sql, given: NewJob, leads: JobLeads = []): Promise<Job> {
  const { kind, title, items, request, spending, retryOf = null, now } = given;
  const isPreparing = leads === 'being_read';
  const { id } = await sql.prisma.job.create({
    data: {
      kind,
      title: title('leads'),
      mode: spending?.mode ?? null,
      state: isPreparing ? 'preparing' : 'queued',
      preparingUntil: isPreparing ? new Date(now.getTime() + preparingMs) : null,
      total: 0,
      costMicros: 0n,
      reservedMicros: 0n,
      maxCostMicros: spending?.maxCostMicros ?? null,
      ...given.run,
      request: {},
      retryOf,
      createdAt: now,
    },
  });
  await keepJobOfKey(sql, id);
  const hasItems = !('rows' in items);
  const total = hasItems
    ? await addItems(sql, { id, kind, createdAt: now }, items, isPreparing ? [] : leads)
    : items.rows;
  await addCounts(sql, id, { waiting: total });
  const row = await sql.prisma.job.update({
    where: { id },
    data: {
      total,
      request: hasItems ? requestOfItems(id, request) : request,
      ...(!isPreparing && { title: title(leadsInWords(total)) }),
      ...(hasItems && !isPreparing && total === 0 && { state: 'completed', startedAt: now, endedAt: now }),
    },
  });
  const events = (await given.changes?.(row)) ?? [];
  const job = await jobNow(sql, row, given.figures);
  await appendEvents(sql, [jobChanged(job), ...events], now);
  return job;
}

/** A job whose preparation made no progress for this long counts as interrupted. */
export const preparingMs = 60_000;

export const leadsInWords = (total: number): string =>
  total === 1 ? '1 lead' : `${total.toLocaleString('en-US')} leads`;

/** Adds leads to a job as its items, except those that are items already. Returns how many it added. */
export function addItems(
  sql: Sql,
  { id, kind, createdAt }: Pick<JobRow, 'id' | 'kind' | 'createdAt'>,
  { force = false, roundsOf }: NewItems,
  leads: readonly number[],
): Promise<number> {
  const round = roundsOf === undefined ? Prisma.sql`0` : roundOfItem(roundsOf);
  // Without a condition, SQLite reads ON CONFLICT as a part of the join.
  return sql.prisma.$executeRaw`INSERT INTO "Request"
      ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
    SELECT ${kind}, "leads"."id", CAST(${id} AS INTEGER), 'waiting', ${Prisma.raw(force ? 'TRUE' : 'FALSE')}, ${round}, 0,
      ${instant(sql.dialect, createdAt)}
    FROM (${idsFromJson(sql.dialect, leads)}) AS "leads"
    WHERE TRUE ON CONFLICT ("jobId", "leadId") DO NOTHING`;
}

/** SQL for the round of the lead's item in an earlier job. */
const roundOfItem = (jobId: number): Prisma.Sql =>
  Prisma.sql`COALESCE((SELECT "old"."round" FROM "Request" AS "old"
    WHERE "old"."jobId" = ${jobId} AND "old"."leadId" = "leads"."id"), 0)`;

/** Replaces the set in a request by the job's id, because the job's items contain the leads. */
function requestOfItems(jobId: number, request: object): object {
  const { leadIds: _leadIds, exceptIds: _exceptIds, filter: _filter, ...rest } = request as Record<string, unknown>;
  return { ...rest, filter: { jobId } };
}
