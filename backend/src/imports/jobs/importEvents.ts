import type { Sql } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import { presentImport } from '../presentImport.ts';
import { jobEvents } from '../../jobs/jobEvents.ts';

/** The events of a change of an import, its leads and its job. */
export async function importEvents(sql: Sql, jobId: number, importId: number): Promise<NewEvent[]> {
  return [...(await jobEvents(sql, [jobId])), ...(await importChanges(sql, jobId, importId))];
}

/** The events of a change of an import and its leads. */
export async function importChanges(sql: Sql, jobId: number, importId: number): Promise<NewEvent[]> {
  const row = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  return [
    { topic: 'imports', name: 'import.changed', data: await presentImport(sql, row) },
    { topic: 'leads', name: 'leads.changed', data: { jobId, importId } },
  ];
}
