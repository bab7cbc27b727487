import type { Job } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { readCounts } from './jobCounts.ts';
import { type Pace, paceSoFar } from './pace.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/** The job as it is now, for the wire. */
export async function jobNow(sql: Sql, row: JobRow, pace: Pace = paceSoFar): Promise<Job> {
  const counts = await readCounts(sql, row.id);
  return presentJob(row, counts, pace(row, counts));
}

/** The events that tell of jobs' changes, ordered by id. */
export async function jobEvents(sql: Sql, jobIds: readonly number[], pace: Pace = paceSoFar): Promise<NewEvent[]> {
  const rows = await sql.prisma.job.findMany({ where: { id: { in: [...jobIds] } }, orderBy: { id: 'asc' } });
  const events: NewEvent[] = [];
  for (const row of rows) events.push(jobChanged(await jobNow(sql, row, pace)));
  return events;
}

/** The event that tells of a job's change. */
export const jobChanged = (job: Job): NewEvent => ({ topic: `job:${job.id}`, name: 'job.changed', data: job });

/** Many leads of a job look different now: whoever shows them fetches them. */
export const leadsChanged = (jobId: number): NewEvent => ({
  topic: 'leads',
  name: 'leads.changed',
  data: { jobId, importId: null },
});
