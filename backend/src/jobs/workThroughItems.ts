import type { Database, Sql } from '../db/database.ts';
import { Prisma } from '../db/database.ts';
import { batchPace } from '../db/batchPace.ts';
import { instant } from '../db/instant.ts';
import type { Clock } from '../platform/clock.ts';
import { addCounts, completeIfDone } from './jobCounts.ts';
import { jobEvents, leadsChanged } from './jobEvents.ts';
import type { StepResult } from './jobKind.ts';
import { lockJobState } from './lockJob.ts';
import type { JobRow } from './presentJob.ts';
import { progressEvents } from './progressEvents.ts';

/** The duration of a job step: long enough that few steps are needed, short enough to repeat a step after a kill. */
const stepMs = 5_000;

export interface JobItem {
  id: number;
  leadId: number;
}

/** The state of an item after its batch, with the reason if it needs one. */
export interface ItemOutcome {
  state: string;
  reason: { code: string; text: string } | null;
}

export interface ItemResult extends ItemOutcome {
  itemId: number;
}

export interface ItemBatches<Item extends JobItem> {
  /** The limit of items of the first batch. Further batches adapt to its duration. */
  firstSize: number;
  /** Reads the next waiting items by id. @param waiting selects their `"id"` and `"leadId"` */
  next: (sql: Sql, waiting: Prisma.Sql) => Promise<Item[]>;
  /** The state of the items for which `work` returns no result. */
  usualState: string;
  /**
   * Does the work for a batch, in its transaction.
   * @returns the results other than the usual one
   */
  work(sql: Sql, items: readonly Item[], now: Date): Promise<ItemResult[]>;
  /** Runs after the commit of each batch. */
  afterCommit?(items: readonly Item[]): Promise<void>;
}

/** The change that a job makes to the leads of its items. */
export interface LeadBatches {
  /** The limit of items of the first batch. Further batches adapt to its duration. */
  firstSize: number;
  /** Changes leads, in the transaction of their batch. Returns the ids of the changed ones. */
  change(sql: Sql, leadIds: number[], now: Date): Promise<readonly number[]>;
  /** The item's state for a changed lead. */
  changed: string;
  /** The item's outcome for any other lead. */
  unchanged: ItemOutcome;
  /** Runs after the commit of each batch. */
  afterCommit?(leadIds: number[]): Promise<void>;
}

/** Works through the waiting items of a job that changes leads; see `workThroughItems`. */
export const workThroughLeads = (
  deps: { database: Database; clock: Clock },
  job: Pick<JobRow, 'id'>,
  { firstSize, change, changed, unchanged, afterCommit }: LeadBatches,
): Promise<StepResult> =>
  workThroughItems<JobItem>(deps, job, {
    firstSize,
    next: nextItems,
    usualState: changed,
    async work(sql, items, now) {
      const ids = new Set(await change(sql, leadIdsOf(items), now));
      return items.filter(({ leadId }) => !ids.has(leadId)).map(({ id }) => ({ itemId: id, ...unchanged }));
    },
    ...(afterCommit && { afterCommit: (items) => afterCommit(leadIdsOf(items)) }),
  });

const leadIdsOf = (items: readonly JobItem[]): number[] => items.map(({ leadId }) => leadId);

/** Reads the items as one JSON text: the driver and the ORM take longer for rows than the database does. */
async function nextItems(sql: Sql, waiting: Prisma.Sql): Promise<JobItem[]> {
  const all =
    sql.dialect === 'sqlite'
      ? Prisma.sql`json_group_array(json_array("id", "leadId"))`
      : Prisma.sql`CAST(json_agg(json_build_array("id", "leadId")) AS TEXT)`;
  const [row] = await sql.prisma.$queryRaw<
    { items: string | null }[]
  >`SELECT ${all} AS "items" FROM (${waiting}) AS "item"`;
  const pairs = JSON.parse(row?.items ?? '[]') as [id: number, leadId: number][];
  return pairs.map(([id, leadId]) => ({ id, leadId })).toSorted((a, b) => a.id - b.id);
}

/**
 * Works through the waiting items of a job in batches, for a few seconds or until the job is paused, cancelled or done.
 * Each batch is one transaction with its results and counts.
 * @returns `more` when items may be waiting, else `rest`
 */
export async function workThroughItems<Item extends JobItem>(
  deps: { database: Database; clock: Clock },
  { id: jobId }: Pick<JobRow, 'id'>,
  batches: ItemBatches<Item>,
): Promise<StepResult> {
  const { database, clock } = deps;
  const progress = progressEvents(deps, async (sql) => [...(await jobEvents(sql, [jobId])), leadsChanged(jobId)]);
  const untilMs = clock.monotonicMs() + stepMs;
  const pace = batchPace(batches.firstSize, database.dialect);
  let after = 0;
  for (;;) {
    const { size } = pace;
    let startedMs = 0;
    const { items, isMore } = await database.transaction(async (sql) => {
      startedMs = clock.monotonicMs();
      const done = await workOnBatch(sql, jobId, { size, after }, batches, clock.now());
      await progress.stepped(sql);
      return done;
    });
    after = items.length === size ? (items.at(-1)?.id ?? 0) : 0;
    pace.ran(items.length, clock.monotonicMs() - startedMs);
    if (items.length > 0) await batches.afterCommit?.(items);
    if (!isMore || clock.monotonicMs() >= untilMs) {
      await progress.rest();
      return isMore ? 'more' : 'rest';
    }
    await pace.pause();
  }
}

/**
 * Selects the next waiting items of a job. The position keeps Postgres from passing all earlier items again, of which its
 * indexes still have the old versions.
 */
const waitingItems = (jobId: number, size: number, after: number): Prisma.Sql =>
  Prisma.sql`SELECT "id", "leadId" FROM "Request"
    WHERE "jobId" = ${jobId} AND "state" = 'waiting' AND "id" > ${after} ORDER BY "id" LIMIT ${size}`;

async function workOnBatch<Item extends JobItem>(
  sql: Sql,
  jobId: number,
  { size, after }: { size: number; after: number },
  { next, usualState, work }: ItemBatches<Item>,
  now: Date,
): Promise<{ items: Item[]; isMore: boolean }> {
  // A steering that comes now waits for this transaction; an earlier one is read here.
  if ((await lockJobState(sql, jobId)) !== 'running') return { items: [], isMore: false };
  const items = await next(sql, waitingItems(jobId, size, after));
  if (items.length > 0) {
    const others = await work(sql, items, now);
    await settleItems(sql, jobId, { items, usualState, others }, now);
  }
  // An item before the position may wait again: the next batch looks for it from the start.
  if (items.length === size || after > 0) return { items, isMore: true };
  await completeIfDone(sql, jobId, now);
  return { items, isMore: false };
}

/**
 * Writes the results of a batch. Items with another result than the usual one are updated by their ids. The usual
 * result goes to all items between the first and the last that still wait, so that few ids are sent.
 */
async function settleItems(
  sql: Sql,
  jobId: number,
  {
    items,
    usualState,
    others,
  }: { items: readonly { id: number }[]; usualState: string; others: readonly ItemResult[] },
  now: Date,
): Promise<void> {
  const at = instant(sql.dialect, now);
  if (others.length > 0) {
    const rows = JSON.stringify(
      others.map(({ itemId, state, reason }) => [itemId, state, reason?.code ?? null, reason?.text ?? null]),
    );
    const given =
      sql.dialect === 'sqlite'
        ? Prisma.sql`json_each(${rows}) AS "given"`
        : Prisma.sql`jsonb_array_elements(${rows}::jsonb) AS "given"("value")`;
    const id = Prisma.raw(`("given"."value"->>0)${sql.dialect === 'postgres' ? '::int' : ''}`);
    await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = "given"."value"->>1,
        "reasonCode" = "given"."value"->>2, "reasonText" = "given"."value"->>3, "startedAt" = ${at}, "endedAt" = ${at}
      FROM ${given} WHERE "Request"."id" = ${id} AND "Request"."state" = 'waiting'`;
  }
  const usual = await sql.prisma.$executeRaw`UPDATE "Request"
    SET "state" = ${usualState}, "startedAt" = ${at}, "endedAt" = ${at}
    WHERE "jobId" = ${jobId} AND "state" = 'waiting' AND "id" BETWEEN ${items[0]?.id} AND ${items.at(-1)?.id}`;
  const moved: Record<string, number> = { waiting: -items.length, [usualState]: usual };
  for (const { state } of others) moved[state] = (moved[state] ?? 0) + 1;
  await addCounts(sql, jobId, moved);
}
