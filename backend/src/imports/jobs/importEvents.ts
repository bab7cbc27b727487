import type { Sql } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import { presentImport } from '../presentImport.ts';
import { jobEvents } from '../../jobs/jobEvents.ts';

/** What tells that an import, its leads and the job that works on it are others now. */
export async function importEvents(sql: Sql, jobId: number, importId: number): Promise<NewEvent[]> {
  const row = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  return [
    ...(await jobEvents(sql, [jobId])),
    { topic: 'imports', name: 'import.changed', data: await presentImport(sql, row) },
    { topic: 'leads', name: 'leads.changed', data: { jobId, importId } },
  ];
}
