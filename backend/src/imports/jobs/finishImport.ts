import { type Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { dropChunks } from '../file/importChunks.ts';
import { addCounts, readCounts } from '../../jobs/jobCounts.ts';
import type { Clock } from '../../platform/clock.ts';
import { importEvents } from './importEvents.ts';
import { lockJobState } from '../../jobs/lockJob.ts';

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
    const { rowsDone } = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
    await sql.prisma.import.update({ where: { id: importId }, data: { rowCount: rowsDone } });
    // Fewer rows than were expected.
    const { waiting = 0 } = await readCounts(sql, jobId);
    await addCounts(sql, jobId, { waiting: -waiting });
    await sql.prisma.job.update({ where: { id: jobId }, data: { total: rowsDone } });
  });
  await dropChunks(database, importId);
  await database.transaction(async (sql) => {
    const state = await lockJobState(sql, jobId);
    const now = clock.now();
    await sql.prisma.job.updateMany({
      where: { id: jobId, endedAt: null },
      data: {
        state: state === 'cancelling' ? 'cancelled' : 'completed',
        endedAt: now,
        errorCode: null,
        errorText: null,
      },
    });
    await appendEvents(sql, await importEvents(sql, jobId, importId), now);
  });
}

/** Ends an import that can't continue, with the reason. Imported leads stay. */
export async function failImport(
  { database, clock }: FinishDeps,
  jobId: number,
  importId: number,
  why: string,
): Promise<void> {
  await database.transaction(async (sql) => {
    await lockJobState(sql, jobId);
    const now = clock.now();
    const { rowsDone } = await sql.prisma.import.findUniqueOrThrow({ where: { id: importId } });
    const soFar = `${rowsDone === 1 ? '1 row was' : `${rowsDone} rows were`} imported before and can be undone.`;
    await sql.prisma.job.updateMany({
      where: { id: jobId, endedAt: null },
      data: { state: 'failed', endedAt: now, errorCode: 'import_failed', errorText: `${why} ${soFar}` },
    });
    await appendEvents(sql, await importEvents(sql, jobId, importId), now);
  });
}
