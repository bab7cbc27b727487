import { emailVerdicts, type EmailVerification } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../db/database.ts';
import { isDatabaseAway } from '../db/databaseFault.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { checkBounds } from '../emails/checkBounds.ts';
import type { MailDomains } from '../emails/createMailDomains.ts';
import { judgeEmails, judgeFailed } from '../emails/judgeEmails.ts';
import type { Judgement } from '../emails/types.ts';
import { instant } from '../leads/leadFilter.ts';
import { markEmailChecks } from '../leads/markEmailChecks.ts';
import { addCounts, completeIfDone, jobEvents } from '../ledger/jobCounts.ts';
import type { JobRow } from '../ledger/presentJob.ts';
import { leadEvent, leadsChanged } from '../ledger/requests.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { lockJobState } from './lockJobState.ts';
import { saveChecks } from './saveChecks.ts';
import { type Progress, tellProgress } from './tellProgress.ts';

export interface EmailJobDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  mailDomains: MailDomains;
}

export interface EmailTurn {
  /** The process is about to end. */
  signal: AbortSignal;
  /** Of one turn that failed and is tried again; from 1. */
  attempt: number;
  /** How many items are settled, for whoever asks the engine how far the turn is. */
  reached(position: number): void;
}

interface Item {
  id: number;
  leadId: number;
}

interface Chunk {
  items: readonly Item[];
  /** Of the leads that are there and have one. */
  emailOf: ReadonlyMap<number, string>;
}

interface Settled {
  isComplete: boolean;
  /** Items of the job that are settled. */
  done: number;
}

const turnMs = 10_000;
/** How soon a chunk that waits for DNS heeds a pause. */
const lookAtJobMs = 500;
/** A chunk that takes longer than this shows that its leads are being checked. */
const slowMs = 300;
/** Up to so many leads are told one by one, more as "look again". */
const toldOneByOne = 25;

/** Goes on with a check of many e-mails for some seconds, a chunk of some hundred at a time. */
export async function carryEmailCheck(deps: EmailJobDeps, job: JobRow, turn: EmailTurn): Promise<'more' | 'rest'> {
  if (job.state === 'cancelling') return endCancelled(deps, job.id);
  const progress = tellProgress(deps, async (sql) => [...(await jobEvents(sql, [job.id], [])), leadsChanged(job.id)]);
  const untilMs = deps.clock.monotonicMs() + turnMs;
  let attempt = turn.attempt;
  while (deps.clock.monotonicMs() < untilMs && !turn.signal.aborted) {
    const went = await checkChunk(deps, job, { ...turn, attempt }, progress);
    if (went !== 'more') return went;
    // Only the chunk that failed before has failed so often.
    attempt = 1;
  }
  await progress.rest();
  return 'more';
}

async function checkChunk(
  deps: EmailJobDeps,
  job: JobRow,
  turn: EmailTurn,
  progress: Progress,
): Promise<'more' | 'rest'> {
  const chunk = await takeItems(deps, job.id, progress);
  if (chunk === null) return 'rest';
  const settled =
    turn.attempt < checkBounds.endsOfChunk
      ? await judgeChunk(deps, job, turn, chunk, progress).catch((error: unknown) => {
          if (turn.attempt < checkBounds.triesOfChunk || isDatabaseAway(error)) throw error;
          return giveUp(deps, job.id, chunk, progress, error);
        })
      : await giveUp(deps, job.id, chunk, progress, null);
  if (settled === null) return 'rest';
  if (settled === 'called_off') return 'more';
  turn.reached(settled.done);
  if (!settled.isComplete) return 'more';
  await progress.rest();
  return 'rest';
}

/** The next items, and what a turn before this one took and did not bring to its end; null when the job is not running. */
async function takeItems({ database, clock }: EmailJobDeps, jobId: number, progress: Progress): Promise<Chunk | null> {
  return database.transaction(async (sql) => {
    const now = clock.now();
    if ((await lockJobState(sql, jobId)) !== 'running') return null;
    const left = await sql.prisma.request.findMany({
      where: { jobId, state: 'running' },
      orderBy: { id: 'asc' },
      take: checkBounds.chunk,
      select: { id: true, leadId: true },
    });
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

async function judgeChunk(
  deps: EmailJobDeps,
  job: JobRow,
  turn: EmailTurn,
  chunk: Chunk,
  progress: Progress,
): Promise<Settled | 'called_off' | null> {
  const { database, clock, log } = deps;
  const untilMs = clock.monotonicMs() + checkBounds.chunkMs;
  const calledOff = new AbortController();
  const watch = setInterval(() => {
    if (turn.signal.aborted) calledOff.abort();
    database.prisma.job.findUnique({ where: { id: job.id }, select: { state: true } }).then(
      (now) => now?.state === 'running' || calledOff.abort(),
      (error: unknown) => log.warn({ err: error }, 'the state of a job could not be read'),
    );
  }, lookAtJobMs);
  // What is under way then is heard without us, and known to the next turn.
  const end = new Promise<null>((resolve) => calledOff.signal.addEventListener('abort', () => resolve(null)));
  const slow = setTimeout(() => {
    progress.rest().catch((error: unknown) => log.warn({ err: error }, 'the progress of a job could not be told'));
  }, slowMs);
  try {
    const asked = judgeEmails(deps.mailDomains, [...chunk.emailOf.values()], {
      person: false,
      failuresSince: job.createdAt,
      shouldStop: () => calledOff.signal.aborted || clock.monotonicMs() > untilMs,
    });
    const judgements = await Promise.race([asked, end]);
    if (judgements === null) return 'called_off';
    return await settle(deps, job.id, chunk, judgements, progress);
  } finally {
    clearInterval(watch);
    clearTimeout(slow);
  }
}

/** What failed again and again ends as unknown, and its timers take it from here. */
async function giveUp(
  deps: EmailJobDeps,
  jobId: number,
  chunk: Chunk,
  progress: Progress,
  error: unknown,
): Promise<Settled | null> {
  const emails = [...chunk.emailOf.values()];
  deps.log.error({ err: error, jobId, emails: emails.length }, 'e-mails could not be checked, however often tried');
  const judgements = new Map(emails.map((email) => [email, judgeFailed(email)]));
  return settle(deps, jobId, chunk, judgements, progress);
}

/**
 * Saves a chunk in one transaction: verdicts, items, counts, timers, events.
 * @returns null when the job was steered meanwhile: what DNS said is kept, the items are as the steering left them
 */
async function settle(
  { database, clock }: EmailJobDeps,
  jobId: number,
  { items, emailOf }: Chunk,
  judgements: ReadonlyMap<string, Judgement>,
  progress: Progress,
): Promise<Settled | null> {
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
    const done = await sql.prisma.jobCount.aggregate({
      where: { jobId, state: { notIn: ['waiting', 'running'] } },
      _sum: { count: true },
    });
    return { isComplete, done: done._sum.count ?? 0 };
  });
}

async function leadEvents(sql: Sql, items: readonly Item[]): Promise<NewEvent[]> {
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: items.map(({ leadId }) => leadId) } } });
  return rows.map(leadEvent);
}

interface Fate {
  id: number;
  state: (typeof emailVerdicts)[number] | 'skipped' | 'waiting';
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
  const rows = JSON.stringify(fates.map(({ id, state, code, text }) => [id, state, code, text]));
  const isSqlite = sql.dialect === 'sqlite';
  const given = isSqlite
    ? Prisma.sql`json_each(${rows}) AS "given"`
    : Prisma.sql`jsonb_array_elements(${rows}::jsonb) AS "given"("value")`;
  const id = isSqlite ? Prisma.sql`("given"."value"->>0)` : Prisma.sql`("given"."value"->>0)::int`;
  const at = instant(sql.dialect, now);
  await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = ("given"."value"->>1),
      "reasonCode" = ("given"."value"->>2), "reasonText" = ("given"."value"->>3),
      "endedAt" = CASE WHEN ("given"."value"->>1) = 'waiting' THEN NULL ELSE ${at} END
    FROM ${given} WHERE "Request"."id" = ${id}`;
}

async function endCancelled({ database, clock }: EmailJobDeps, jobId: number): Promise<'rest'> {
  await database.transaction(async (sql) => {
    const now = clock.now();
    const { count } = await sql.prisma.job.updateMany({
      where: { id: jobId, state: 'cancelling' },
      data: { state: 'cancelled', endedAt: now },
    });
    if (count > 0) await appendEvents(sql, await jobEvents(sql, [jobId], []), now);
  });
  return 'rest';
}
