import type { Database, Sql } from '../db/database.ts';
import { Prisma } from '../db/database.ts';
import { instant } from '../db/instant.ts';
import type { Clock } from '../platform/clock.ts';
import { addCounts, completeIfDone } from './jobCounts.ts';
import { jobEvents, leadsChanged } from './jobEvents.ts';
import { lockJobState } from './lockJobState.ts';
import type { JobRow } from './presentJob.ts';
import { tellProgress } from './tellProgress.ts';

/** The length of a job step: long enough to make the cost of steps small, short enough to repeat after a kill. */
const stepMs = 5_000;

export interface JobItem {
  id: number;
  leadId: number;
}

/** What came of an item. */
export interface ItemResult {
  itemId: number;
  state: string;
  reason: { code: string; text: string } | null;
}

export interface ItemBatches<Item extends { id: number }> {
  /** Small enough that nobody waits for the one writing connection. */
  size: number;
  /** Reads the next waiting items by id, at most `size`; by default only their leads. */
  next?: (sql: Sql) => Promise<Item[]>;
  /** The result of every item that `work` does not name. */
  usualState: string;
  /**
   * Does the work for some items, in their transaction.
   * @returns the results other than the usual one
   */
  work(sql: Sql, items: readonly Item[], now: Date): Promise<ItemResult[]>;
  /** Runs after the commit of each batch. */
  afterCommit?(items: readonly Item[]): Promise<void>;
}

/**
 * Works through the waiting items of a job, batch by batch, each with its results and counts in one transaction, for a
 * few seconds or until the job is paused, cancelled or done.
 * @returns whether there may be more to do
 */
export async function workThroughItems<Item extends { id: number } = JobItem>(
  deps: { database: Database; clock: Clock },
  { id: jobId }: Pick<JobRow, 'id'>,
  batches: ItemBatches<Item>,
): Promise<boolean> {
  const { database, clock } = deps;
  const progress = tellProgress(deps, async (sql) => [...(await jobEvents(sql, [jobId])), leadsChanged(jobId)]);
  const untilMs = clock.monotonicMs() + stepMs;
  for (;;) {
    const { items, isMore } = await database.transaction(async (sql) => {
      const done = await workOnBatch(sql, jobId, batches, clock.now());
      await progress.stepped(sql);
      return done;
    });
    if (items.length > 0) await batches.afterCommit?.(items);
    if (!isMore || clock.monotonicMs() >= untilMs) {
      await progress.rest();
      return isMore;
    }
    await breath();
  }
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function workOnBatch<Item extends { id: number }>(
  sql: Sql,
  jobId: number,
  { size, next, usualState, work }: ItemBatches<Item>,
  now: Date,
): Promise<{ items: Item[]; isMore: boolean }> {
  // A pause that comes now waits, one that came before is seen.
  if ((await lockJobState(sql, jobId)) !== 'running') return { items: [], isMore: false };
  const items = next === undefined ? ((await nextItems(sql, jobId, size)) as unknown as Item[]) : await next(sql);
  if (items.length > 0) {
    const others = await work(sql, items, now);
    await settleItems(sql, jobId, { items, usualState, others }, now);
  }
  if (items.length === size) return { items, isMore: true };
  await completeIfDone(sql, jobId, now);
  return { items, isMore: false };
}

const nextItems = (sql: Sql, jobId: number, size: number): Promise<JobItem[]> =>
  sql.prisma.request.findMany({
    where: { jobId, state: 'waiting' },
    orderBy: { id: 'asc' },
    take: size,
    select: { id: true, leadId: true },
  });

/** Items with another result than most are named; the others are all that still wait between the first and the last. */
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
