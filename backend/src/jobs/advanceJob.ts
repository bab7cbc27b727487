import type { Database, Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';
import { jobEvents } from './jobEvents.ts';
import { type JobKind, type JobKinds, type JobTurn, kindOf, type Turn } from './jobKind.ts';

export interface AdvanceDeps {
  database: Database;
  clock: Clock;
  kinds: JobKinds;
}

/** Does what is next for a job, as its row says at this moment; a job that waits for a person rests. */
export async function advanceJob(deps: AdvanceDeps, jobId: number, turn: Turn): Promise<JobTurn> {
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
      return kind.advance(job, turn);
    case 'cancelling':
      return kind.finishCancel === undefined ? endCancelled(deps, kind, jobId) : kind.finishCancel(job, turn);
    default:
      return 'rest';
  }
}

/** Ends a job whose cancelling is over. A repeat changes nothing. */
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
 * One guarded change of a job with its event; nothing is written when the change didn't apply.
 * @param apply returns whether it changed something
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
