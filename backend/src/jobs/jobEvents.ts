import type { Job } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { readCounts, shownCounts } from './jobCounts.ts';
import { figuresSoFar, type ReadFigures } from './figures.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/** Builds the API's view of a job, with its current counts and figures. */
export async function jobNow(sql: Sql, row: JobRow, figures: ReadFigures = figuresSoFar): Promise<Job> {
  const counts = shownCounts(row.state, await readCounts(sql, row.id));
  return presentJob(row, counts, await figures(sql, row, counts));
}

/** Builds the `job.changed` events of jobs, ordered by id. */
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

/** Builds the `job.changed` event of a job. */
export const jobChanged = (job: Job): NewEvent => ({ topic: `job:${job.id}`, name: 'job.changed', data: job });

/** Builds the event for many changed leads of a job. Clients that show such leads fetch them again. */
export const leadsChanged = (jobId: number): NewEvent => ({
  topic: 'leads',
  name: 'leads.changed',
  data: { jobId, importId: null },
});
