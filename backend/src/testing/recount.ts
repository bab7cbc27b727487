import type { Sql } from '../db/database.ts';
import { countRows } from '../imports/jobs/countRows.ts';
import { countRequests } from '../jobs/jobCounts.ts';

const ofRows: ReadonlySet<string> = new Set(['csv_import', 'import_undo']);

/** Counts a job's items by state. The result must always equal `readCounts`. */
export async function recount(sql: Sql, jobId: number): Promise<Record<string, number>> {
  const job = await sql.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  return ofRows.has(job.kind) ? countRows(sql, job) : countRequests(sql, jobId);
}
