import type { Database, Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';
import { jobEvents } from './jobEvents.ts';
import { type JobKind, type JobKinds, type StepResult, kindOf, type JobStep } from './jobKind.ts';

export interface AdvanceDeps {
  database: Database;
  clock: Clock;
  kinds: JobKinds;
}

/** Does the next step of a job, from the current state of its row. Returns `rest` for a job that waits for a person. */
export async function advanceJob(deps: AdvanceDeps, jobId: number, step: JobStep): Promise<StepResult> {
  const job = await deps.database.prisma.job.findUnique({ where: { id: jobId } });
  if (job === null) return 'rest';
  const kind = kindOf(deps.kinds, job);
  switch (job.state) {
    case 'queued':
    case 'running':
      await changeJob(deps, kind, jobId, async (sql, now) => {
        const { count } = await sql.prisma.job.updateMany({
          where: { id: jobId, state: 'queued' },
          data: { state: 'running', startedAt: now },
        });
        return count > 0;
      });
      return kind.advance(job, step);
    case 'cancelling':
      // First all leads of the set become items, so that a retry can include all of them.
      if (job.preparingUntil !== null) return 'soon';
      return kind.finishCancel === undefined ? endCancelled(deps, kind, jobId) : kind.finishCancel(job, step);
    default:
      return 'rest';
  }
}

/** Changes a job from cancelling to cancelled. A repeat changes nothing. */
export async function endCancelled(
  deps: Pick<AdvanceDeps, 'database' | 'clock'>,
  kind: Pick<JobKind, 'figures'>,
  jobId: number,
): Promise<'rest'> {
  await changeJob(deps, kind, jobId, async (sql, now) => {
    const { count } = await sql.prisma.job.updateMany({
      where: { id: jobId, state: 'cancelling' },
      data: { state: 'cancelled', endedAt: now },
    });
    return count > 0;
  });
  return 'rest';
}

/**
 * Changes a job and writes its event. Writes no event when nothing changed.
 * @param apply the guarded change; returns whether it changed something
 */
export async function changeJob(
  { database, clock }: Pick<AdvanceDeps, 'database' | 'clock'>,
  kind: Pick<JobKind, 'figures'>,
  jobId: number,
  apply: (sql: Sql, now: Date) => Promise<boolean>,
): Promise<boolean> {
  const figures = await kind.figures?.();
  return database.transaction(async (sql) => {
    const now = clock.now();
    const changed = await apply(sql, now);
    await appendEvents(sql, changed ? await jobEvents(sql, [jobId], figures) : [], now);
    return changed;
  });
}
