import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';

/**
 * Reads a job's state and locks its row to the end of the transaction, so that a steering waits. SQLite needs no lock: it
 * runs one transaction at a time.
 */
export async function lockJobState(sql: Sql, jobId: number): Promise<JobState> {
  const lock = sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const [row] = await sql.prisma.$queryRaw<{ state: string }[]>(
    Prisma.sql`SELECT "state" FROM "Job" WHERE "id" = ${jobId} ${lock}`,
  );
  return jobStateSchema.parse(row?.state);
}
