import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
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

/**
 * Locks a job like `lockJob` and returns its state, in one small statement, because each batch of a job begins with it.
 * @throws AppError not_found
 */
export async function lockJobState(sql: Sql, id: number): Promise<JobState> {
  const lock = sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const [row] = await sql.prisma.$queryRaw<{ state: string }[]>(
    Prisma.sql`SELECT "state" FROM "Job" WHERE "id" = ${id} ${lock}`,
  );
  if (row === undefined) throw new AppError('not_found', `There is no job ${id}.`);
  return jobStateSchema.parse(row.state);
}
