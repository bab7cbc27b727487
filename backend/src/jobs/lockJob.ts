import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { JobRow } from './presentJob.ts';
import { jobRow } from './readJobs.ts';

/**
 * Reads a job and locks its row to the end of the transaction, so that steering and progress don't overlap. SQLite needs
 * no lock: it runs one transaction at a time.
 * @throws AppError not_found
 */
export async function lockJob(sql: Sql, id: number): Promise<JobRow> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${id} FOR UPDATE`;
  return jobRow(sql, id);
}

/** Locks a job like `lockJob` and returns its state. */
export const lockJobState = async (sql: Sql, id: number): Promise<JobState> =>
  jobStateSchema.parse((await lockJob(sql, id)).state);
