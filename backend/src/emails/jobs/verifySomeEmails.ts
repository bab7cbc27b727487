import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import type { JobStep } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { progressEvents } from '../../jobs/progressEvents.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { EmailJobDeps } from './emailJobDeps.ts';
import { takeEmailChunk } from './emailChunk.ts';
import { type ChunkCheck, settleAsAnswered } from './settleAsAnswered.ts';

const stepMs = 10_000;
/** How often a step that waits for DNS checks whether its job was paused. */
const lookAtJobMs = 500;

/**
 * Verifies the next emails of a job for some seconds, a chunk of some hundred at a time. A chunk with domains that don't
 * answer holds up no others: its answered leads are saved, and the next chunk begins beside it. What is not answered at the
 * end of the step is left to the next one, which joins the running lookups.
 */
export async function verifySomeEmails(deps: EmailJobDeps, job: JobRow, step: JobStep): Promise<'more' | 'rest'> {
  const { clock } = deps;
  const progress = progressEvents(deps, async (sql) => [...(await jobEvents(sql, [job.id])), leadsChanged(job.id)]);
  const watch = watchJob(deps, job.id, step.signal);
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, watch.stopped]);
  const late = new Set<ChunkCheck>();
  const untilMs = clock.monotonicMs() + stepMs;
  const timer = setTimeout(() => over.abort(), stepMs);
  let position = 0;
  let isOver = false;
  const ends = () => [...late].map(({ ended }) => ended);
  try {
    for (let isFirst = true; clock.monotonicMs() < untilMs && !stop.aborted && !isOver; isFirst = false) {
      const isFull = [...late].reduce((sum, check) => sum + check.left(), 0) >= checkBounds.underWay;
      const chunk = isFull ? 'full' : await takeEmailChunk(deps, job.id, isFirst, progress);
      if (chunk === null) return 'rest';
      if (chunk === 'full' || (chunk.items.length === 0 && late.size > 0)) {
        await Promise.race(ends());
        continue;
      }
      // The attempts of a repeated step count only for the chunk that failed.
      const attempt = isFirst ? step.attempt : 1;
      const reached = (settled: number): void => step.reached((position += settled));
      const check = settleAsAnswered(deps, { job, chunk, progress, attempt, stop, reached });
      late.add(check);
      // A failed chunk stays, so that the step fails.
      check.ended.then(
        (end) => {
          late.delete(check);
          isOver ||= end === 'rest';
        },
        () => over.abort(),
      );
      await check.begun;
    }
    over.abort();
    await Promise.all(ends());
    return isOver ? 'rest' : 'more';
  } finally {
    over.abort();
    clearTimeout(timer);
    watch.end();
    // A chunk that is being saved must not be taken by the next step.
    await Promise.allSettled(ends());
    await progress.rest();
  }
}

/** Watches whether a step has to stop: its process ends, or its job no longer runs. */
function watchJob({ database, log }: EmailJobDeps, jobId: number, signal: AbortSignal) {
  const stopped = new AbortController();
  const watch = setInterval(() => {
    if (signal.aborted) stopped.abort();
    database.prisma.job.findUnique({ where: { id: jobId }, select: { state: true } }).then(
      (now) => now?.state === 'running' || stopped.abort(),
      (error: unknown) => log.warn({ err: error }, 'the state of a job could not be read'),
    );
  }, lookAtJobMs);
  return { stopped: AbortSignal.any([signal, stopped.signal]), end: () => clearInterval(watch) };
}
