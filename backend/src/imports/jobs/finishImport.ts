import type { Database, Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { dropChunks } from '../file/importChunks.ts';
import { addCounts, readCounts } from '../../jobs/jobCounts.ts';
import type { Clock } from '../../platform/clock.ts';
import { importEvents } from './importEvents.ts';
import { rememberMapping } from '../mapping/rememberedMapping.ts';
import { readingOfImport, settingsOfImport } from '../presentImport.ts';
import { lockJob, lockJobState } from '../../jobs/lockJob.ts';

/** Stored with the state `cancelling`, it says that the job ends as failed. */
const failedCode = 'import_failed';

interface FinishDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
}

/**
 * Completes an import whose rows all have a result: deletes the file's bytes, then ends the job. Each step can be
 * repeated after a kill.
 */
export async function finishImport({ database, clock }: FinishDeps, jobId: number, importId: number): Promise<void> {
  await database.transaction(async (sql) => {
    await lockJobState(sql, jobId);
    await endAtRowsDone(sql, jobId, importId);
  });
  await dropChunks(database, importId);
  await database.transaction(async (sql) => {
    const { state, errorCode } = await lockJob(sql, jobId);
    if (state !== 'running' && state !== 'cancelling') return;
    const now = clock.now();
    await sql.prisma.job.update({
      where: { id: jobId },
      data: {
        state: state === 'running' ? 'completed' : errorCode === failedCode ? 'failed' : 'cancelled',
        endedAt: now,
      },
    });
    if (state === 'running') await rememberUsefulMapping(sql, jobId, importId, now);
    await appendEvents(sql, await importEvents(sql, jobId, importId), now);
  });
}

/** Remembers the mapping for the next file with these headers, unless it let no row in. */
async function rememberUsefulMapping(sql: Sql, jobId: number, importId: number, at: Date): Promise<void> {
  const { created = 0, updated = 0, skipped = 0 } = await readCounts(sql, jobId);
  if (created + updated + skipped === 0) return;
  const row = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  const reading = readingOfImport(row);
  const mapping = settingsOfImport(row)?.mapping;
  if (reading !== null && mapping !== undefined) await rememberMapping(sql, reading, mapping, at);
}

/**
 * Fails an import that can't continue. While it runs, this stores the reason and cancels the job, so that the next steps
 * give each remaining row a result. When these steps fail too, the file can't be read: the job ends with the rows so
 * far. Imported leads stay.
 */
export async function failImport(
  { database, clock }: FinishDeps,
  jobId: number,
  importId: number,
  reason: string,
): Promise<'more' | 'rest'> {
  return database.transaction(async (sql) => {
    const { state, errorText } = await lockJob(sql, jobId);
    if (state !== 'running' && state !== 'cancelling') return 'rest';
    const now = clock.now();
    const isRunning = state === 'running';
    const { created = 0, updated = 0, waiting = 0 } = await readCounts(sql, jobId);
    const text = errorText ?? `${reason} ${importedSoFar(created + updated)}`;
    await sql.prisma.job.update({
      where: { id: jobId },
      data: {
        ...(isRunning ? { state: 'cancelling' } : { state: 'failed', endedAt: now }),
        errorCode: failedCode,
        errorText: isRunning || waiting === 0 ? text : `${text} The remaining rows could not be read.`,
      },
    });
    if (!isRunning) await endAtRowsDone(sql, jobId, importId);
    await appendEvents(sql, await importEvents(sql, jobId, importId), now);
    return isRunning ? 'more' : 'rest';
  });
}

const importedSoFar = (rows: number): string =>
  `${rows === 1 ? '1 row was' : `${rows} rows were`} imported before and can be undone.`;

/** Removes the expected rows that no step read from the counts. */
async function endAtRowsDone(sql: Sql, jobId: number, importId: number): Promise<void> {
  const { rowsDone } = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  await sql.prisma.import.update({ where: { id: importId }, data: { rowCount: rowsDone } });
  const { waiting = 0 } = await readCounts(sql, jobId);
  await addCounts(sql, jobId, { waiting: -waiting });
  await sql.prisma.job.update({ where: { id: jobId }, data: { total: rowsDone } });
}
