import { type EmailVerdict, type EmailVerification } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { Judgement } from '../verdict/types.ts';
import { groupedRows } from '../../leads/groupedRows.ts';
import { instant } from '../../db/instant.ts';
import { markEmailChecks } from '../checks/markEmailChecks.ts';
import { addCounts, completeIfDone } from '../../jobs/jobCounts.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import type { Clock } from '../../platform/clock.ts';
import { lockJobState } from '../../jobs/lockJob.ts';
import { saveChecks } from '../checks/saveChecks.ts';
import type { Progress } from '../../jobs/progressEvents.ts';

interface Item {
  id: number;
  leadId: number;
}

/** The items of a job that are verified together. */
export interface EmailChunk {
  items: readonly Item[];
  /** The emails by lead, of leads that exist and have one. */
  emailOf: ReadonlyMap<number, string>;
}

interface ChunkDeps {
  database: Database;
  clock: Clock;
}

/** The limit of events per lead; larger chunks write one event for all. */
const mostLeadEvents = 25;

/**
 * Takes the next waiting items, after the items that an earlier step took and did not settle.
 * @param isFirst whether this is the first chunk of the step, so that such items may exist
 * @returns null when the job is not running
 */
export async function takeEmailChunk(
  { database, clock }: ChunkDeps,
  jobId: number,
  isFirst: boolean,
  progress: Progress,
): Promise<EmailChunk | null> {
  return database.transaction(async (sql) => {
    const now = clock.now();
    if ((await lockJobState(sql, jobId)) !== 'running') return null;
    const left = isFirst
      ? await sql.prisma.request.findMany({
          where: { jobId, state: 'running' },
          orderBy: { id: 'asc' },
          take: checkBounds.underWay + checkBounds.chunk,
          select: { id: true, leadId: true },
        })
      : [];
    const next = await sql.prisma.$queryRaw<Item[]>(
      Prisma.sql`UPDATE "Request" SET "state" = 'running', "startedAt" = ${instant(sql.dialect, now)}
        WHERE "id" IN (SELECT "id" FROM "Request" WHERE "jobId" = ${jobId} AND "state" = 'waiting'
          ORDER BY "id" LIMIT ${Math.max(0, checkBounds.chunk - left.length)}) RETURNING "id", "leadId"`,
    );
    await addCounts(sql, jobId, { waiting: -next.length, running: next.length });
    const items = [...left, ...next].map(({ id, leadId }) => ({ id: Number(id), leadId: Number(leadId) }));
    const until = new Date(now.getTime() + checkBounds.chunkUntilMs);
    const leadIds = items.map(({ leadId }) => leadId);
    const emailOf = await markEmailChecks(sql, leadIds, until, now);
    await progress.stepped(sql);
    return { items, emailOf };
  });
}

/**
 * Saves the results of a chunk, or of a part of one, in one transaction: verdicts, items, counts, timers, events.
 * @param judgements by address; an item without one waits again
 * @returns the number of settled items; null when the job was steered meanwhile, which has changed its items
 */
export async function settleEmailChunk(
  { database, clock }: ChunkDeps,
  jobId: number,
  { items, emailOf }: EmailChunk,
  judgements: ReadonlyMap<string, Judgement>,
  progress: Progress,
): Promise<{ isComplete: boolean; settled: number } | null> {
  return database.transaction(async (sql) => {
    if ((await lockJobState(sql, jobId)) !== 'running') return null;
    const now = clock.now();
    const checks = items.flatMap(({ leadId }) => {
      const judgement = judgements.get(emailOf.get(leadId) ?? '');
      return judgement === undefined ? [] : [{ leadId, judgement }];
    });
    const verdicts = await saveChecks(sql, checks, { source: `job:${jobId}`, isTimer: false }, now);
    const results = items.map((item) => resultOf(item, emailOf, verdicts));
    await writeResults(sql, results, now);
    const moved: Record<string, number> = { running: -results.length };
    for (const { state } of results) moved[state] = (moved[state] ?? 0) + 1;
    await addCounts(sql, jobId, moved);
    const isComplete = await completeIfDone(sql, jobId, now);
    if (results.length <= mostLeadEvents) await appendEvents(sql, await eventsOf(sql, items), now);
    await progress.stepped(sql);
    return { isComplete, settled: results.filter(({ state }) => state !== 'waiting').length };
  });
}

async function eventsOf(sql: Sql, items: readonly Item[]): Promise<NewEvent[]> {
  return leadEvents(sql, await sql.prisma.lead.findMany({ where: { id: { in: items.map(({ leadId }) => leadId) } } }));
}

interface ItemResult {
  id: number;
  state: EmailVerdict | 'skipped' | 'waiting';
  code: string | null;
  text: string | null;
}

function resultOf(
  { id, leadId }: Item,
  emailOf: ReadonlyMap<number, string>,
  verdicts: ReadonlyMap<number, EmailVerification>,
): ItemResult {
  const verdict = verdicts.get(leadId);
  if (verdict !== undefined) {
    const [first] = verdict.reasons;
    return { id, state: verdict.verdict, code: first?.code ?? null, text: first?.text ?? null };
  }
  if (!emailOf.has(leadId)) return { id, state: 'skipped', code: 'no_email', text: 'The lead no longer has an email' };
  // Its domain was not looked up yet, or its address has changed meanwhile.
  return { id, state: 'waiting', code: null, text: null };
}

async function writeResults(sql: Sql, results: readonly ItemResult[], now: Date): Promise<void> {
  if (results.length === 0) return;
  const rows = groupedRows(
    sql.dialect,
    results.map(({ id, state, code, text }) => [id, [state, code, text]]),
  );
  await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = ${rows.cell(0)},
      "reasonCode" = ${rows.cell(1)}, "reasonText" = ${rows.cell(2)},
      "endedAt" = CASE WHEN ${rows.cell(0)} = 'waiting' THEN NULL ELSE ${instant(sql.dialect, now)} END
    FROM ${rows.from} WHERE "Request"."id" = ${rows.id}`;
}
