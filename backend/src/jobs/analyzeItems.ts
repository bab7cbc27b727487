import type { Database } from '../db/database.ts';

/**
 * Makes Postgres read its statistics of the items of jobs, from a sample, after many were added. Until then it takes a
 * new job for one of few items, and may read all of them for each batch. Does nothing while another process does the same.
 * SQLite needs no statistics here.
 */
export async function analyzeItems({ dialect, prisma }: Database): Promise<void> {
  if (dialect === 'postgres') await prisma.$executeRaw`ANALYZE (SKIP_LOCKED) "Request"`;
}
