import { allColumns } from '../db/columns.ts';
import type { Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { JobRow } from './presentJob.ts';

/** Returns whether a job still accepts results of its items. An open item of any other job is still stored as open. */
export const acceptsResults = ({ state, endedAt }: Pick<JobRow, 'state' | 'endedAt'>): boolean =>
  endedAt === null && state !== 'cancelling';

/** Reads those of these jobs that still accept results of their items, ordered by id. */
export async function unfinishedJobs(sql: Sql, ids: readonly number[]): Promise<JobRow[]> {
  if (ids.length === 0) return [];
  const jobs = await sql.prisma.$queryRaw<JobRow[]>`SELECT ${allColumns('Job')} FROM "Job"
    WHERE "Job"."id" IN (${idsFromJson(sql.dialect, ids)}) ORDER BY "Job"."id"`;
  return jobs.filter(acceptsResults);
}

/** Keeps the requests of people and of these jobs. */
export function ofUnfinishedJobs<T extends { jobId: number | null }>(
  requests: readonly T[],
  jobs: readonly JobRow[],
): T[] {
  const unfinished = new Set(jobs.map(({ id }) => id));
  return requests.filter(({ jobId }) => jobId === null || unfinished.has(jobId));
}
