import { type JobState, jobStateSchema } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';

/** A job's state, and its row to the end of the transaction (Postgres; SQLite is alone anyway): steering waits or was seen. */
export async function lockJobState(sql: Sql, jobId: number): Promise<JobState> {
  const lock = sql.dialect === 'postgres' ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const [row] = await sql.prisma.$queryRaw<{ state: string }[]>(
    Prisma.sql`SELECT "state" FROM "Job" WHERE "id" = ${jobId} ${lock}`,
  );
  return jobStateSchema.parse(row?.state);
}
