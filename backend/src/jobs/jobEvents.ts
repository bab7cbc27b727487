import type { Job } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { readCounts } from './jobCounts.ts';
import { figuresSoFar, type ReadFigures } from './figures.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/** The job as it is now, for the wire. */
export async function jobNow(sql: Sql, row: JobRow, figures: ReadFigures = figuresSoFar): Promise<Job> {
  const counts = await readCounts(sql, row.id);
  return presentJob(row, counts, await figures(sql, row, counts));
}

/** The events that tell of jobs' changes, ordered by id. */
export async function jobEvents(
  sql: Sql,
  jobIds: readonly number[],
  figures: ReadFigures = figuresSoFar,
): Promise<NewEvent[]> {
  const rows = await sql.prisma.job.findMany({ where: { id: { in: [...jobIds] } }, orderBy: { id: 'asc' } });
  const events: NewEvent[] = [];
  for (const row of rows) events.push(jobChanged(await jobNow(sql, row, figures)));
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
