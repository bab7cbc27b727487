import {
  finalJobStates,
  type Import,
  importReadingSchema,
  type ImportReading,
  type ImportSettings,
  importSettingsSchema,
  type ImportState,
} from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import type { NewEvent } from '../db/eventLog.ts';
import type { Import as ImportFile, Job } from '../db/generated/sqlite/client.ts';

export type { ImportFile };
/** An import without the large fields, which lists don't show. */
type ImportHead = Omit<ImportFile, 'reading' | 'settings'>;

const undoOutcomes = ['removed', 'restored', 'kept'];

/** Builds the API's imports. Their states and results come from their jobs and counts. */
export async function presentImports(sql: Sql, rows: readonly ImportHead[]): Promise<Import[]> {
  const jobIds = rows.flatMap(({ jobId, undoJobId }) => [jobId ?? [], undoJobId ?? []].flat());
  const jobs = new Map(
    (await sql.prisma.job.findMany({ where: { id: { in: jobIds } } })).map((job) => [job.id, job] as const),
  );
  const counts = await countsOf(sql, jobIds);
  const direct = await directCounts(sql, rows);
  return rows.map((row): Import => {
    const job = row.jobId === null ? null : (jobs.get(row.jobId) ?? null);
    const undo = row.undoJobId === null ? null : (jobs.get(row.undoJobId) ?? null);
    const endedAt = job === null ? row.committedAt : job.endedAt;
    return {
      id: row.id,
      fileName: row.fileName,
      sizeBytes: Number(row.sizeBytes),
      state: stateOf(row, job, undo),
      rowCount: row.rowCount,
      counts: row.jobId === null ? (direct.get(row.id) ?? null) : (counts.get(row.jobId) ?? {}),
      suppressedCount: row.suppressedCount,
      undone: row.undoJobId === null ? null : undoneOf(counts.get(row.undoJobId) ?? {}),
      tag: row.tag,
      jobId: row.jobId,
      undoJobId: row.undoJobId,
      createdAt: row.createdAt.toISOString(),
      committedAt: row.committedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    };
  });
}

export async function presentImport(sql: Sql, row: ImportHead): Promise<Import> {
  const [one] = await presentImports(sql, [row]);
  if (one === undefined) throw new Error(`Import ${row.id} can’t be presented.`);
  return one;
}

/** Builds the event with an import's current state. Write the event in the transaction of the change. */
export async function importChangedEvent(sql: Sql, row: ImportHead): Promise<NewEvent> {
  return { topic: 'imports', name: 'import.changed', data: await presentImport(sql, row) };
}

/** Returns the reading from `POST /imports`; null for leads sent as JSON and for unfinished uploads. */
export const readingOfImport = (row: Pick<ImportFile, 'reading'>): ImportReading | null =>
  row.reading === null ? null : importReadingSchema.parse(row.reading);

export const settingsOfImport = (row: Pick<ImportFile, 'settings'>): ImportSettings | null =>
  row.settings === null ? null : importSettingsSchema.parse(row.settings);

/** Matches unfinished and interrupted uploads, which no list shows. */
export const unfinishedUpload = { reading: { equals: Prisma.DbNull }, jobId: null, committedAt: null };

function stateOf(row: ImportHead, job: Job | null, undo: Job | null): ImportState {
  if (undo !== null && undo.state === 'completed') return 'undone';
  if (undo !== null && !isFinal(undo)) return 'undoing';
  if (job === null) return row.committedAt === null ? 'draft' : 'imported';
  switch (job.state) {
    case 'completed':
      return 'imported';
    case 'cancelled':
    case 'failed':
      return job.state;
    default:
      return 'importing';
  }
}

const isFinal = (job: Job): boolean => finalJobStates.some((state) => state === job.state);

function undoneOf(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(undoOutcomes.map((outcome) => [outcome, counts[outcome] ?? 0]));
}

async function countsOf(sql: Sql, jobIds: number[]): Promise<Map<number, Record<string, number>>> {
  const byJob = new Map<number, Record<string, number>>();
  for (const { jobId, state, count } of await sql.prisma.jobCount.findMany({ where: { jobId: { in: jobIds } } })) {
    if (count !== 0) byJob.set(jobId, { ...byJob.get(jobId), [state]: count });
  }
  return byJob;
}

/** Counts the rows of imports without a job: leads sent as JSON are written at once. */
async function directCounts(sql: Sql, rows: readonly ImportHead[]): Promise<Map<number, Record<string, number>>> {
  const ids = rows.flatMap(({ id, jobId, committedAt }) => (jobId === null && committedAt !== null ? [id] : []));
  const byImport = new Map(ids.map((id): [number, Record<string, number>] => [id, {}]));
  if (ids.length === 0) return byImport;
  const groups = await sql.prisma.importRow.groupBy({
    by: ['importId', 'state'],
    where: { importId: { in: ids } },
    _count: true,
  });
  for (const { importId, state, _count } of groups)
    byImport.set(importId, { ...byImport.get(importId), [state]: _count });
  return byImport;
}
