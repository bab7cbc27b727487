import type { Database } from '../../db/database.ts';
import { isDatabaseAway } from '../../db/databaseFault.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { MailDomains } from '../dns/createMailDomains.ts';
import { judgeEmails, judgeFailed } from '../checks/judgeEmails.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type EmailChunk, settleEmailChunk, takeEmailChunk } from './emailChunk.ts';
import { type Progress, tellProgress } from '../../jobs/tellProgress.ts';

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
  /** How many items this turn has settled, for whoever asks the engine how far it is. */
  reached(position: number): void;
}

/** `called_off`: nothing is settled, what was asked is known to the next turn; null: the job does not run any more. */
type ChunkEnd = Awaited<ReturnType<typeof settleEmailChunk>> | 'called_off';

const turnMs = 10_000;
/** How soon a chunk that waits for DNS heeds a pause. */
const lookAtJobMs = 500;
/** A chunk that takes longer than this shows that its leads are being checked. */
const slowMs = 300;

/** Goes on with a check of many e-mails for some seconds, a chunk of some hundred at a time. */
export async function carryEmailCheck(deps: EmailJobDeps, job: JobRow, turn: EmailTurn): Promise<'more' | 'rest'> {
  const progress = tellProgress(deps, async (sql) => [...(await jobEvents(sql, [job.id])), leadsChanged(job.id)]);
  const untilMs = deps.clock.monotonicMs() + turnMs;
  let position = 0;
  for (let isFirst = true; deps.clock.monotonicMs() < untilMs && !turn.signal.aborted; isFirst = false) {
    const chunk = await takeEmailChunk(deps, job.id, isFirst, progress);
    if (chunk === null) return 'rest';
    // Only the chunk that failed before has failed so often.
    const end = await checkChunk(deps, job, { ...turn, attempt: isFirst ? turn.attempt : 1 }, chunk, progress);
    if (end === null) return 'rest';
    if (end === 'called_off') return 'more';
    turn.reached((position += end.settled));
    if (end.isComplete) {
      await progress.rest();
      return 'rest';
    }
  }
  await progress.rest();
  return 'more';
}

async function checkChunk(
  deps: EmailJobDeps,
  job: JobRow,
  turn: EmailTurn,
  chunk: EmailChunk,
  progress: Progress,
): Promise<ChunkEnd> {
  if (turn.attempt >= checkBounds.endsOfChunk) return giveUp(deps, job.id, chunk, progress, null);
  try {
    return await judgeChunk(deps, job, turn, chunk, progress);
  } catch (error) {
    if (turn.attempt < checkBounds.triesOfChunk || isDatabaseAway(error)) throw error;
    return giveUp(deps, job.id, chunk, progress, error);
  }
}

async function judgeChunk(
  deps: EmailJobDeps,
  job: JobRow,
  turn: EmailTurn,
  chunk: EmailChunk,
  progress: Progress,
): Promise<ChunkEnd> {
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
  const slow = setTimeout(() => {
    progress.rest().catch((error: unknown) => log.warn({ err: error }, 'the progress of a job could not be told'));
  }, slowMs);
  const end = new Promise<null>((resolve) => calledOff.signal.addEventListener('abort', () => resolve(null)));
  try {
    const asked = judgeEmails(deps.mailDomains, [...chunk.emailOf.values()], {
      person: false,
      failuresSince: job.createdAt,
      shouldStop: () => calledOff.signal.aborted || clock.monotonicMs() > untilMs,
    });
    const judgements = await Promise.race([asked, end]);
    return judgements === null ? 'called_off' : await settleEmailChunk(deps, job.id, chunk, judgements, progress);
  } finally {
    clearInterval(watch);
    clearTimeout(slow);
  }
}

/** What failed again and again ends as unknown, and its timers take it from here. */
async function giveUp(
  deps: EmailJobDeps,
  jobId: number,
  chunk: EmailChunk,
  progress: Progress,
  error: unknown,
): Promise<ChunkEnd> {
  const emails = [...chunk.emailOf.values()];
  deps.log.error({ err: error, jobId, emails: emails.length }, 'e-mails could not be checked, however often tried');
  const judgements = new Map(emails.map((email) => [email, judgeFailed(email)]));
  return settleEmailChunk(deps, jobId, chunk, judgements, progress);
}
