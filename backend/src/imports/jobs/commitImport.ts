import { importEncodingNames, type ImportSettings, type Job, sureEncodingConfidence } from '@tinygenesy/contract';
import type { Database, Sql } from '../../db/database.ts';
import { isReadAlike, type PlannedImport, planOf } from '../plan/planOf.ts';
import { type ImportFile, settingsOfImport } from '../presentImport.ts';
import { jobNow } from '../../jobs/jobEvents.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { createJob } from '../../jobs/createJob.ts';
import { startRowJob } from '../../jobs/startJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { importChanges } from './importEvents.ts';
import { lockImport } from './lockImport.ts';

export interface CommitDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  engine: Pick<Engine, 'wakeJob'>;
}

/**
 * Starts the import of a file.
 * @throws AppError not_found; invalid when the settings don't fit the file; unreadable_encoding; conflict with `job` when the import was started before
 */
export async function commitImport(deps: CommitDeps, importId: number, settings: ImportSettings): Promise<Job> {
  const { database, clock } = deps;
  const file = await draftOf(database, importId);
  const planned = await planOf(database, file, settings);
  checkEncoding(settings, planned);
  return startRowJob(deps, async (sql) => {
    const row = await lockImport(sql, importId);
    if (row.jobId !== null) throw await alreadyStarted(sql, row.jobId);
    const now = clock.now();
    return createJob(sql, {
      kind: 'csv_import',
      title: () => `Import ${row.fileName}`,
      items: { rows: expectedRows(row, planned) },
      request: { importId },
      now,
      async changes({ id }) {
        await sql.prisma.import.update({
          where: { id: importId },
          data: {
            jobId: id,
            committedAt: now,
            settings: planned.settings,
            reading: planned.reading,
            // Exact only after the last row.
            rowCount: null,
          },
        });
        return importChanges(sql, id, importId);
      },
    });
  });
}

/** @throws AppError unreadable_encoding when the encoding is a mere guess and no one chose it */
function checkEncoding({ encoding }: ImportSettings, { reading }: PlannedImport): void {
  if (encoding !== undefined || reading.encodingConfidence >= sureEncodingConfidence) return;
  const guess = importEncodingNames[reading.encoding];
  const text = `The encoding of the file is uncertain, perhaps ${guess}. Nothing was imported. Save the file as UTF-8, or name its encoding (\`encoding\`).`;
  throw new AppError('unreadable_encoding', text);
}

async function draftOf(sql: Sql, importId: number): Promise<ImportFile> {
  const row = await sql.prisma.import.findUnique({ where: { id: importId } });
  if (row === null) throw new AppError('not_found', `There is no import ${importId}.`);
  if (row.jobId !== null) throw await alreadyStarted(sql, row.jobId);
  if (row.committedAt !== null)
    throw new AppError('conflict', 'These leads were sent in a request and are already imported.');
  return row;
}

async function alreadyStarted(sql: Sql, jobId: number): Promise<AppError> {
  const job = await sql.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  return new AppError('conflict', 'This file is being imported, or was already imported.', {
    extra: { jobId, job: await jobNow(sql, job) },
  });
}

/** Returns the row count of the preview if the file is read in the same way now, else the estimate. */
function expectedRows(row: ImportFile, { reading, settings }: PlannedImport): number {
  const previewed = settingsOfImport(row);
  const isSame = previewed !== null && isReadAlike(previewed, settings);
  return isSame && row.rowCount !== null ? row.rowCount : reading.rowCountEstimate;
}
