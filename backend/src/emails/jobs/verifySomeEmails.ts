import type { Database } from '../../db/database.ts';
import { isDatabaseAway } from '../../db/databaseFault.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { JobStep } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { type Progress, progressEvents } from '../../jobs/progressEvents.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import { judgeEmails, judgeFailed } from '../checks/judgeEmails.ts';
import type { MailDomains } from '../dns/createMailDomains.ts';
import { type EmailChunk, settleEmailChunk, takeEmailChunk } from './emailChunk.ts';

export interface EmailJobDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  mailDomains: MailDomains;
}

/** `stopped`: nothing is settled, and the next step uses the DNS answers; null: the job no longer runs. */
type ChunkEnd = Awaited<ReturnType<typeof settleEmailChunk>> | 'stopped';

const stepMs = 10_000;
/** How often a chunk that waits for DNS checks whether its job was paused. */
const lookAtJobMs = 500;
/** A chunk that takes longer than this shows that its leads are being checked. */
const slowMs = 300;

/** Verifies the next emails of a job for some seconds, a chunk of some hundred at a time. */
export async function verifySomeEmails(deps: EmailJobDeps, job: JobRow, step: JobStep): Promise<'more' | 'rest'> {
  const progress = progressEvents(deps, async (sql) => [...(await jobEvents(sql, [job.id])), leadsChanged(job.id)]);
  const untilMs = deps.clock.monotonicMs() + stepMs;
  let position = 0;
  for (let isFirst = true; deps.clock.monotonicMs() < untilMs && !step.signal.aborted; isFirst = false) {
    const chunk = await takeEmailChunk(deps, job.id, isFirst, progress);
    if (chunk === null) return 'rest';
    // The attempts of a repeated step count only for the chunk that failed.
    const attempt = isFirst ? step.attempt : 1;
    const end = await checkChunk(deps, { job, chunk, progress, attempt, signal: step.signal });
    if (end === null) return 'rest';
    if (end === 'stopped') return 'more';
    step.reached((position += end.settled));
    if (end.isComplete) {
      await progress.rest();
      return 'rest';
    }
  }
  await progress.rest();
  return 'more';
}

interface ChunkCheck {
  job: JobRow;
  chunk: EmailChunk;
  progress: Progress;
  attempt: number;
  signal: AbortSignal;
}

async function checkChunk(deps: EmailJobDeps, check: ChunkCheck): Promise<ChunkEnd> {
  if (check.attempt >= checkBounds.endsOfChunk) return giveUp(deps, check, null);
  try {
    return await judgeChunk(deps, check);
  } catch (error) {
    if (check.attempt < checkBounds.triesOfChunk || isDatabaseAway(error)) throw error;
    return giveUp(deps, check, error);
  }
}

async function judgeChunk(deps: EmailJobDeps, { job, chunk, progress, signal }: ChunkCheck): Promise<ChunkEnd> {
  const { database, clock, log } = deps;
  const untilMs = clock.monotonicMs() + checkBounds.chunkMs;
  const stopped = new AbortController();
  const watch = setInterval(() => {
    if (signal.aborted) stopped.abort();
    database.prisma.job.findUnique({ where: { id: job.id }, select: { state: true } }).then(
      (now) => now?.state === 'running' || stopped.abort(),
      (error: unknown) => log.warn({ err: error }, 'the state of a job could not be read'),
    );
  }, lookAtJobMs);
  const slow = setTimeout(() => {
    progress.rest().catch((error: unknown) => log.warn({ err: error }, 'the progress of a job could not be written'));
  }, slowMs);
  const end = new Promise<null>((resolve) => stopped.signal.addEventListener('abort', () => resolve(null)));
  try {
    const judging = judgeEmails(deps.mailDomains, [...chunk.emailOf.values()], {
      person: false,
      failuresSince: job.createdAt,
      shouldStop: () => stopped.signal.aborted || clock.monotonicMs() > untilMs,
    });
    const judgements = await Promise.race([judging, end]);
    return judgements === null ? 'stopped' : await settleEmailChunk(deps, job.id, chunk, judgements, progress);
  } finally {
    clearInterval(watch);
    clearTimeout(slow);
  }
}

/** Settles a chunk that failed too often as unknown. Its timers try again later. */
async function giveUp(
  deps: EmailJobDeps,
  { job, chunk, progress }: Pick<ChunkCheck, 'job' | 'chunk' | 'progress'>,
  error: unknown,
): Promise<ChunkEnd> {
  const emails = [...chunk.emailOf.values()];
  deps.log.error(
    { err: error, jobId: job.id, emails: emails.length },
    'emails could not be verified; all tries failed',
  );
  const judgements = new Map(emails.map((email) => [email, judgeFailed(email)]));
  return settleEmailChunk(deps, job.id, chunk, judgements, progress);
}
