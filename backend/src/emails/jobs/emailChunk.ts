import { type EmailVerdict, type EmailVerification } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { Judgement } from '../verdict/types.ts';
import { groupedRows } from '../../leads/groupedRows.ts';
import { instant } from '../../db/instant.ts';
import { markEmailChecks } from '../checks/markEmailChecks.ts';
import { addCounts, completeIfDone } from '../../jobs/jobCounts.ts';
import { leadEvent } from '../../leads/leadEvent.ts';
import type { Clock } from '../../platform/clock.ts';
import { lockJobState } from '../../jobs/lockJobState.ts';
import { saveChecks } from '../checks/saveChecks.ts';
import type { Progress } from '../../jobs/tellProgress.ts';

interface Item {
  id: number;
  leadId: number;
}

/** Some hundred items of a job, under way. */
export interface EmailChunk {
  items: readonly Item[];
  /** Of the leads that are there and have one. */
  emailOf: ReadonlyMap<number, string>;
}

interface ChunkDeps {
  database: Database;
  clock: Clock;
}

/** Up to so many leads are told one by one, more as "look again". */
const toldOneByOne = 25;

/**
 * Takes the next items, and what a turn before this one took and did not bring to its end.
 * @param isFirst of this turn: only then there may be such
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
          take: checkBounds.chunk,
          select: { id: true, leadId: true },
        })
      : [];
    const next = await sql.prisma.$queryRaw<Item[]>(
      Prisma.sql`UPDATE "Request" SET "state" = 'running', "startedAt" = ${instant(sql.dialect, now)}
        WHERE "id" IN (SELECT "id" FROM "Request" WHERE "jobId" = ${jobId} AND "state" = 'waiting'
          ORDER BY "id" LIMIT ${checkBounds.chunk - left.length}) RETURNING "id", "leadId"`,
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
 * Saves what became of a chunk in one transaction: verdicts, items, counts, timers, events.
 * @param judgements by address; an item without goes back to those that wait
 * @returns how many items were settled; null when the job was steered meanwhile, so that its items are as that left them
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
    const fates = items.map((item) => fateOf(item, emailOf, verdicts));
    await writeFates(sql, fates, now);
    const moved: Record<string, number> = { running: -fates.length };
    for (const { state } of fates) moved[state] = (moved[state] ?? 0) + 1;
    await addCounts(sql, jobId, moved);
    const isComplete = await completeIfDone(sql, jobId, now);
    if (fates.length <= toldOneByOne) await appendEvents(sql, await leadEvents(sql, items), now);
    await progress.stepped(sql);
    return { isComplete, settled: fates.filter(({ state }) => state !== 'waiting').length };
  });
}

async function leadEvents(sql: Sql, items: readonly Item[]): Promise<NewEvent[]> {
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: items.map(({ leadId }) => leadId) } } });
  return rows.map(leadEvent);
}

interface Fate {
  id: number;
  state: EmailVerdict | 'skipped' | 'waiting';
  code: string | null;
  text: string | null;
}

function fateOf(
  { id, leadId }: Item,
  emailOf: ReadonlyMap<number, string>,
  verdicts: ReadonlyMap<number, EmailVerification>,
): Fate {
  const verdict = verdicts.get(leadId);
  if (verdict !== undefined) {
    const [first] = verdict.reasons;
    return { id, state: verdict.verdict, code: first?.code ?? null, text: first?.text ?? null };
  }
  if (!emailOf.has(leadId)) return { id, state: 'skipped', code: 'no_email', text: 'It has no e-mail any more' };
  // Its domain was not asked yet, or somebody wrote another address meanwhile.
  return { id, state: 'waiting', code: null, text: null };
}

async function writeFates(sql: Sql, fates: readonly Fate[], now: Date): Promise<void> {
  if (fates.length === 0) return;
  const rows = groupedRows(
    sql.dialect,
    fates.map(({ id, state, code, text }) => [id, [state, code, text]]),
  );
  await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = ${rows.cell(0)},
      "reasonCode" = ${rows.cell(1)}, "reasonText" = ${rows.cell(2)},
      "endedAt" = CASE WHEN ${rows.cell(0)} = 'waiting' THEN NULL ELSE ${instant(sql.dialect, now)} END
    FROM ${rows.from} WHERE "Request"."id" = ${rows.id}`;
}
