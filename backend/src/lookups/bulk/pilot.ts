import type { Sql } from '../../db/database.ts';
import { readCounts } from '../../jobs/jobCounts.ts';
import type { JobRow } from '../../jobs/presentJob.ts';

/** The reason of a pause after a pilot. */
const pilotDone = 'pilot_done';

/** Returns whether a job waits for a decision about the result of its pilot. */
export const isPilotDone = ({ state, errorCode }: Pick<JobRow, 'state' | 'errorCode'>): boolean =>
  state === 'paused' && errorCode === pilotDone;

/** Returns how many leads a job may still open before its pilot ends; Infinity without a pilot. The job is locked. */
export async function leftOfPilot(sql: Sql, { id, total, pilotLeads }: JobRow): Promise<number> {
  if (pilotLeads === null) return Infinity;
  const { waiting = 0 } = await readCounts(sql, id);
  return Math.max(0, pilotLeads - (total - waiting));
}

/**
 * Pauses a job once the leads of its pilot have a result and others are left.
 * @returns whether the job is paused now
 */
export async function pauseAfterPilot(sql: Sql, job: JobRow): Promise<boolean> {
  const { waiting = 0, running = 0 } = await readCounts(sql, job.id);
  if (running > 0 || waiting === 0 || (await leftOfPilot(sql, job)) > 0) return false;
  const done = (job.total - waiting).toLocaleString('en-US');
  const { count } = await sql.prisma.job.updateMany({
    where: { id: job.id, state: 'running' },
    data: {
      state: 'paused',
      errorCode: pilotDone,
      errorText: `Paused after the first ${done} of ${job.total.toLocaleString('en-US')} leads, as requested`,
    },
  });
  return count > 0;
}

/** Ends the pilot of a job that a person continues. */
export async function endPilot(sql: Sql, job: JobRow): Promise<void> {
  if (isPilotDone(job)) await sql.prisma.job.update({ where: { id: job.id }, data: { pilotLeads: null } });
}
