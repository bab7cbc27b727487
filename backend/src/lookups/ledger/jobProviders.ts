import { type JobProvider } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import type { ProviderResult } from '../planning/types.ts';

/** What an item counts as, by provider. `free`: no call of the item itself brought it. */
export const countedSchema = z.record(
  z.string(),
  z.object({ as: z.enum(['found', 'notFound', 'failed']), free: z.boolean() }),
);
type Counted = z.infer<typeof countedSchema>;

/** An ended call about an item's lead, by the item itself or since it was opened. */
export interface ItemLine {
  itemId: number;
  provider: string;
  outcome: string;
  /** The item requested and paid the call. */
  isOwn: boolean;
  /** The answer was bought by an earlier call, about another lead. */
  isCopied: boolean;
}

/** Reads the ended calls that belong to items, oldest first. */
export async function linesOfItems(sql: Sql, itemIds: readonly number[]): Promise<ItemLine[]> {
  if (itemIds.length === 0) return [];
  const rows = await sql.prisma.$queryRaw<
    { itemId: number; provider: string; outcome: string; own: number; copied: number }[]
  >`SELECT "Request"."id" AS "itemId", "Attempt"."provider", "Attempt"."outcome",
      CASE WHEN "Attempt"."requestId" = "Request"."id" THEN 1 ELSE 0 END AS "own",
      CASE WHEN "Attempt"."knownAt" IS NULL THEN 0 ELSE 1 END AS "copied"
    FROM "Request" JOIN "Attempt" ON "Attempt"."leadId" = "Request"."leadId"
    WHERE "Request"."id" IN (${idsFromJson(sql.dialect, itemIds)}) AND "Attempt"."scope" = 'lookup'
      AND "Attempt"."state" IN ('settled', 'failed', 'uncertain') AND "Attempt"."outcome" IS NOT NULL
      AND ("Attempt"."requestId" = "Request"."id" OR "Attempt"."endedAt" >= "Request"."startedAt")
    ORDER BY "Attempt"."id"`;
  return rows.map(({ itemId, provider, outcome, own, copied }) => ({
    itemId,
    provider,
    outcome,
    isOwn: Number(own) === 1,
    isCopied: Number(copied) === 1,
  }));
}

/** Returns the provider of the number that an item's own call found. */
export const ownFind = (lines: readonly ItemLine[]): string | null =>
  lines.find(({ isOwn, outcome }) => isOwn && outcome === 'found')?.provider ?? null;

/**
 * Decides what an item counts as. A found item counts as found at one provider: other numbers on the way were not the ones
 * that it asked for.
 * @param foundBy the provider of the item's number; null: it has none
 * @param results what each provider answered, with saved answers; without them, only the item's calls count
 */
export function countedAs(
  lines: readonly ItemLine[],
  foundBy: string | null,
  results?: readonly ProviderResult[],
): Counted {
  const counted: Counted = {};
  const answers = [
    ...(results ?? []).map(({ provider, state }) => ({ provider, outcome: outcomeOfState[state] })),
    ...lines,
  ];
  for (const provider of new Set(answers.map((answer) => answer.provider))) {
    const outcomes = new Set(answers.filter((answer) => answer.provider === provider).map(({ outcome }) => outcome));
    const isAnswered = outcomes.has('found') || outcomes.has('not_found');
    if (!isAnswered && !outcomes.has('error')) continue;
    // A number that came after the item's end counts for nobody; another number than the one sought is an answer.
    if (outcomes.has('found') && foundBy === null && results === undefined) continue;
    const free = !lines.some((line) => line.provider === provider && line.isOwn && !line.isCopied);
    counted[provider] = { as: provider === foundBy ? 'found' : isAnswered ? 'notFound' : 'failed', free };
  }
  // A saved number of before the item.
  if (foundBy !== null && counted[foundBy] === undefined) counted[foundBy] = { as: 'found', free: true };
  return counted;
}

/** Null: the provider was not asked. */
const outcomeOfState: Record<ProviderResult['state'], string | null> = {
  found: 'found',
  not_found: 'not_found',
  error: 'error',
  skipped: null,
  passed: null,
  not_usable: null,
};

/** SQL for the value of `Request.counted`. */
export const countedValue = (sql: Sql, counted: Counted): Prisma.Sql =>
  Object.keys(counted).length === 0 ? Prisma.sql`NULL` : jsonValue(sql.dialect, counted);

/**
 * Adds items to the counts of their job by provider; call it in the transaction that changes the items, which has locked
 * the job.
 * @param changes what each item counted as before and counts as now
 */
export async function addToProviders(
  sql: Sql,
  jobId: number,
  changes: readonly { before: Counted; after: Counted }[],
): Promise<void> {
  const sums = new Map<string, { found: number; notFound: number; failed: number; free: number }>();
  const add = (counted: Counted, by: 1 | -1): void => {
    for (const [provider, { as, free }] of Object.entries(counted)) {
      const sum = sums.get(provider) ?? { found: 0, notFound: 0, failed: 0, free: 0 };
      sum[as] += by;
      sum.free += free ? by : 0;
      sums.set(provider, sum);
    }
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  const rows = [...sums].flatMap(([provider, { found, notFound, failed, free }]) =>
    found === 0 && notFound === 0 && failed === 0 && free === 0
      ? []
      : Prisma.sql`(${jobId}, ${provider}, ${found}, ${notFound}, ${failed}, ${free})`,
  );
  if (rows.length === 0) return;
  await sql.prisma.$executeRaw`INSERT INTO "JobProvider" ("jobId", "provider", "found", "notFound", "failed", "free")
    VALUES ${Prisma.join(rows)}
    ON CONFLICT ("jobId", "provider") DO UPDATE SET "found" = "JobProvider"."found" + excluded."found",
      "notFound" = "JobProvider"."notFound" + excluded."notFound", "failed" = "JobProvider"."failed" + excluded."failed",
      "free" = "JobProvider"."free" + excluded."free"`;
}

/** Adds to what a provider's calls cost a job; call it in the transaction that adds the same to the job's cost. */
export async function addProviderCost(sql: Sql, jobId: number, provider: string, costMicros: bigint): Promise<void> {
  await sql.prisma.$executeRaw`INSERT INTO "JobProvider" ("jobId", "provider", "costMicros")
    VALUES (${jobId}, ${provider}, ${costMicros})
    ON CONFLICT ("jobId", "provider") DO UPDATE SET "costMicros" = "JobProvider"."costMicros" + excluded."costMicros"`;
}

/**
 * Counts an item again whose call ended after the item. The transaction has locked the job.
 * @param itemId null: the call belongs to no item
 */
export async function recountEndedItem(sql: Sql, itemId: number | null): Promise<void> {
  if (itemId === null) return;
  const item = await sql.prisma.request.findUnique({
    where: { id: itemId },
    select: { jobId: true, state: true, endedAt: true, counted: true },
  });
  if (item === null || item.jobId === null || item.endedAt === null) return;
  const before = countedSchema.parse(item.counted ?? {});
  const lines = await linesOfItems(sql, [itemId]);
  const known = Object.keys(before).find((provider) => before[provider]?.as === 'found') ?? ownFind(lines);
  // Saved answers are not among the lines.
  const after = { ...before, ...countedAs(lines, item.state === 'found' ? known : null) };
  await sql.prisma.$executeRaw`UPDATE "Request" SET "counted" = ${countedValue(sql, after)} WHERE "id" = ${itemId}`;
  await addToProviders(sql, item.jobId, [{ before, after }]);
}

/** Reads what came of jobs at each provider, in the order of the waterfall. A job without results is missing. */
export async function readJobProviders(sql: Sql, jobIds: readonly number[]): Promise<Map<number, JobProvider[]>> {
  if (jobIds.length === 0) return new Map();
  const rows = await sql.prisma.$queryRaw<(Omit<JobProvider, 'costMicros'> & { jobId: number; costMicros: bigint })[]>`
    SELECT "jobId", "provider", coalesce("Provider"."name", "provider") AS "name", "found", "notFound", "failed", "free",
      "costMicros"
    FROM "JobProvider" LEFT JOIN "Provider" ON "Provider"."id" = "JobProvider"."provider"
    WHERE "jobId" IN (${idsFromJson(sql.dialect, jobIds)})
    ORDER BY "jobId", "Provider"."position" IS NULL, "Provider"."position", "provider"`;
  const jobs = new Map<number, JobProvider[]>();
  for (const { jobId, costMicros, ...row } of rows) {
    jobs.set(jobId, [...(jobs.get(jobId) ?? []), { ...row, costMicros: Number(costMicros) }]);
  }
  return jobs;
}
