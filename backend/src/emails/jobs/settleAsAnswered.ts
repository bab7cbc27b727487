import { isDatabaseAway } from '../../db/databaseFault.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import type { Progress } from '../../jobs/progressEvents.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import { judgeEmails, judgeFailed } from '../checks/judgeEmails.ts';
import type { Judgement } from '../verdict/types.ts';
import { type EmailChunk, settleEmailChunk } from './emailChunk.ts';
import type { EmailJobDeps } from './emailJobDeps.ts';
import { waitAtMost } from './waitAtMost.ts';

/** `rest`: the job is complete or no longer runs. */
type ChunkEnd = 'more' | 'rest';

/** A chunk that is being verified. */
export interface ChunkCheck {
  /** Resolves when the leads that are answered soon are saved. */
  begun: Promise<void>;
  /** Resolves when nothing of the chunk is left, or at the stop. */
  ended: Promise<ChunkEnd>;
  /** The number of leads that are not saved yet. */
  left(): number;
}

export interface ChunkOptions {
  job: JobRow;
  chunk: EmailChunk;
  progress: Progress;
  /** The number of this attempt at the chunk, from 1. */
  attempt: number;
  /** Aborted when nothing more may be saved. The next step uses the DNS answers. */
  stop: AbortSignal;
  reached(settled: number): void;
}

/** Verifies a chunk, and saves its leads as their domains are answered. Never rejects `begun`. */
export function settleAsAnswered(deps: EmailJobDeps, options: ChunkOptions): ChunkCheck {
  let items = options.chunk.items;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));

  /** Saves the leads that have a verdict; the last time all that are left. */
  async function settle(judgements: ReadonlyMap<string, Judgement>, isLast: boolean): Promise<ChunkEnd> {
    const { job, chunk, progress, reached } = options;
    const { emailOf } = chunk;
    const isReady = (leadId: number): boolean => {
      const email = emailOf.get(leadId);
      return isLast || email === undefined || judgements.has(email);
    };
    const ready = items.filter(({ leadId }) => isReady(leadId));
    if (ready.length === 0 && !isLast) return 'more';
    const end = await settleEmailChunk(deps, job.id, { items: ready, emailOf }, judgements, progress);
    items = items.filter(({ leadId }) => !isReady(leadId));
    if (end === null) return 'rest';
    reached(end.settled);
    return end.isComplete ? 'rest' : 'more';
  }

  async function judge(): Promise<ChunkEnd> {
    const { job, chunk, progress, stop } = options;
    const untilMs = deps.clock.monotonicMs() + checkBounds.chunkMs;
    const judgements = new Map<string, Judgement>();
    const judging = judgeEmails(deps.mailDomains, [...chunk.emailOf.values()], {
      person: false,
      failuresSince: job.createdAt,
      shouldStop: () => stop.aborted || deps.clock.monotonicMs() > untilMs,
      judged: (email, judgement) => judgements.set(email, judgement),
    }).then(() => true);
    for (let waitMs: number = checkBounds.quickMs; ; waitMs = checkBounds.laterMs) {
      const isLast = await waitAtMost(judging, waitMs, stop);
      if (stop.aborted) {
        // Its failure, if any, is that of a lookup nobody waits for.
        judging.catch(() => undefined);
        return 'more';
      }
      // A copy: a domain that is answered meanwhile belongs to the next time.
      const end = await settle(new Map(judgements), isLast);
      if (isLast || end === 'rest') return end;
      // Shows the leads that are still being checked.
      await progress.rest();
      begin();
    }
  }

  async function giveUp(error: unknown): Promise<ChunkEnd> {
    const emails = items.flatMap(({ leadId }) => options.chunk.emailOf.get(leadId) ?? []);
    deps.log.error(
      { err: error, jobId: options.job.id, emails: emails.length },
      'emails could not be verified; all tries failed',
    );
    return settle(new Map(emails.map((email) => [email, judgeFailed(email)])), true);
  }

  async function check(): Promise<ChunkEnd> {
    if (options.attempt >= checkBounds.endsOfChunk) return giveUp(null);
    try {
      return await judge();
    } catch (error) {
      if (options.attempt < checkBounds.triesOfChunk || isDatabaseAway(error)) throw error;
      return giveUp(error);
    }
  }

  return { begun, ended: check().finally(() => begin()), left: () => items.length };
}
