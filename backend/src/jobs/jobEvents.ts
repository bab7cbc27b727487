import type { Job } from '@tinygenesy/contract';
import { allColumns } from '../db/columns.ts';
import type { Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import { readCountsOf, shownCounts } from './jobCounts.ts';
import { figuresSoFar, type ReadFigures } from './figures.ts';
import { type JobRow, presentJob } from './presentJob.ts';

/**
 * Builds the API's view of jobs, with their current counts and figures, in the order of the rows. The number of
 * statements does not grow with the number of jobs.
 * @param figuresOf returns how a kind reads its figures; by default from the job's own speed
 */
export async function jobsNow(
  sql: Sql,
  rows: readonly JobRow[],
  figuresOf: (kind: string) => ReadFigures | undefined,
): Promise<Job[]> {
  const stored = await readCountsOf(
    sql,
    rows.map(({ id }) => id),
  );
  const jobs = new Map<number, Job>();
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const counted = rows
      .filter((row) => row.kind === kind)
      .map((row) => ({ row, counts: shownCounts(row.state, stored.get(row.id) ?? {}) }));
    const figures = await (figuresOf(kind) ?? figuresSoFar)(sql, counted);
    for (const [index, { row, counts }] of counted.entries()) {
      jobs.set(row.id, presentJob(row, counts, figures[index] ?? { asking: 0, etaSeconds: null }));
    }
  }
  return rows.flatMap(({ id }) => jobs.get(id) ?? []);
}

/** Builds the API's view of a job, with its current counts and figures. */
export async function jobNow(sql: Sql, row: JobRow, figures?: ReadFigures): Promise<Job> {
  const [job] = await jobsNow(sql, [row], () => figures);
  if (job === undefined) throw new Error(`Job ${row.id} was not presented.`);
  return job;
}

/** Builds the `job.changed` events of jobs, ordered by id. */
export async function jobEvents(sql: Sql, jobIds: readonly number[], figures?: ReadFigures): Promise<NewEvent[]> {
  if (jobIds.length === 0) return [];
  const rows = await sql.prisma.$queryRaw<JobRow[]>`SELECT ${allColumns('Job')} FROM "Job"
    WHERE "Job"."id" IN (${idsFromJson(sql.dialect, jobIds)}) ORDER BY "Job"."id"`;
  return (await jobsNow(sql, rows, () => figures)).map(jobChanged);
}

/** Builds the `job.changed` event of a job. */
export const jobChanged = (job: Job): NewEvent => ({ topic: `job:${job.id}`, name: 'job.changed', data: job });

/** Builds the event for many changed leads, of a job or of a set (null). Clients that show such leads fetch them again. */
export const leadsChanged = (jobId: number | null): NewEvent => ({
  topic: 'leads',
  name: 'leads.changed',
  data: { jobId, importId: null },
});
