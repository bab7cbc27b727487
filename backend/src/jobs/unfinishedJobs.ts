import { allColumns } from '../db/columns.ts';
import type { Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { JobRow } from './presentJob.ts';

/** Reads those of these jobs that still accept results of their items, ordered by id. */
export async function unfinishedJobs(sql: Sql, ids: readonly number[]): Promise<JobRow[]> {
  if (ids.length === 0) return [];
  return sql.prisma.$queryRaw<JobRow[]>`SELECT ${allColumns('Job')} FROM "Job"
    WHERE "Job"."id" IN (${idsFromJson(sql.dialect, ids)}) AND "Job"."endedAt" IS NULL AND "Job"."state" <> 'cancelling'
    ORDER BY "Job"."id"`;
}

/** Keeps the requests of people and of these jobs. An open item of a cancelled job is still stored as open. */
export function ofUnfinishedJobs<T extends { jobId: number | null }>(
  requests: readonly T[],
  jobs: readonly JobRow[],
): T[] {
  const unfinished = new Set(jobs.map(({ id }) => id));
  return requests.filter(({ jobId }) => jobId === null || unfinished.has(jobId));
}
