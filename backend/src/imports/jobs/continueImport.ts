import { idSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { type BatchPace, batchPace } from '../../db/batchPace.ts';
import type { Database } from '../../db/database.ts';
import { isDatabaseAway } from '../../db/databaseFault.ts';
import { readChunks } from '../file/importChunks.ts';
import type { MergeRules } from '../writing/mergeRow.ts';
import { planOf } from '../plan/planOf.ts';
import { type ImportFile, settingsOfImport } from '../presentImport.ts';
import type { PreparedRow } from '../writing/prepareRow.ts';
import type { KeptReaders } from '../writing/keepReaders.ts';
import { openRowReader } from '../writing/openRowReader.ts';
import { readPreparedRows } from '../writing/readPreparedRows.ts';
import type { JobStep } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { failImport, finishImport } from './finishImport.ts';
import { writeBatch } from './writeBatch.ts';
import { importEvents } from './importEvents.ts';
import { readMode } from '../../jobs/mode.ts';
import { lockJobState } from '../../jobs/lockJob.ts';
import { type Progress, progressEvents } from '../../jobs/progressEvents.ts';

export interface ImportJobDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  readers: KeptReaders;
  /** See LeadDeps. */
  onLeadsGone(leadIds: number[]): Promise<void>;
}

const stepMs = 20_000;
/** The limit of rows of the first batch. Further batches adapt to its duration. */
const firstBatchRows = 250;
const triesOfBatch = 3;
/** A step that gives the remaining rows of a failed import a result has one try. */
const triesOfStep = (job: JobRow): number => (job.errorCode === null ? 3 : 1);

type Step = Pick<JobStep, 'signal' | 'attempt'>;

const requestSchema = z.looseObject({ importId: idSchema });

/**
 * Does the next step of an import, from its first row without a result. One transaction writes a batch: leads, row
 * results, counts and position. After a kill, the next step continues behind the last complete batch.
 * An import that can't continue gives its remaining rows the result `cancelled`, and then ends as failed.
 */
export async function continueImport(deps: ImportJobDeps, job: JobRow, step: Step): Promise<'more' | 'rest'> {
  const { importId } = requestSchema.parse(job.request);
  const file = await deps.database.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  try {
    const result = file.rowCount === null ? await writeRowsOfStep(deps, job, file, step) : 'end';
    if (result !== 'end') return result;
    await finishImport(deps, job.id, importId);
    return 'rest';
  } catch (error) {
    if (isDatabaseAway(error) || (step.attempt < triesOfStep(job) && !(error instanceof AppError))) throw error;
    deps.log.error({ err: error, importId }, 'an import failed');
    const reason =
      error instanceof AppError ? error.message : 'An internal error stopped the import. The file is not the cause.';
    return failImport(deps, job.id, importId, reason);
  }
}

async function writeRowsOfStep(
  deps: ImportJobDeps,
  job: JobRow,
  file: ImportFile,
  { signal }: Step,
): Promise<'more' | 'rest' | 'end'> {
  const { clock, readers } = deps;
  const progress = progressEvents(deps, (sql) => importEvents(sql, job.id, file.id));
  const settings = settingsOfImport(file);
  if (settings === null) throw new Error(`Import ${file.id} was started without settings.`);
  const { plan, ...planned } = await planOf(deps.database, file, settings);
  const rules: MergeRules = { ...planned.rules, mode: await readMode(deps.database) };
  const fromRow = file.rowsDone + 1;
  const reader = await readers.take(file.id, fromRow, () =>
    openRowReader(
      (ended) => readPreparedRows(readChunks(deps.database, file), plan, rules, { fromRow, signal: ended }),
      fromRow,
    ),
  );
  const untilMs = clock.monotonicMs() + stepMs;
  const pace = batchPace(firstBatchRows, deps.database.dialect);
  let isReusable = false;
  let result: 'more' | 'rest' | 'end' = 'more';
  try {
    while (result === 'more' && clock.monotonicMs() < untilMs && !signal.aborted) {
      // Rows are read during the pause in which others run.
      const [rows] = await Promise.all([reader.peek(pace.size), pace.pause()]);
      if (rows.length === 0) {
        result = 'end';
        break;
      }
      const batch = await writeNextRows(deps, { jobId: job.id, importId: file.id, rows, rules, pace }, progress);
      // Another process wrote these rows, so the next step reads the position again.
      if (batch === 'elsewhere') return 'more';
      if (batch === 'rest') {
        result = 'rest';
        break;
      }
      reader.take(rows.length);
    }
    isReusable = result !== 'end';
  } finally {
    if (isReusable) readers.keep(file.id, reader);
    else await reader.close();
  }
  await progress.rest();
  return result;
}

interface NextRows {
  jobId: number;
  importId: number;
  rows: PreparedRow[];
  rules: MergeRules;
  pace: BatchPace;
}

type BatchResult = 'running' | 'cancelling' | 'rest' | 'elsewhere';

/** Repeats a failed batch, because on Postgres another process may have changed the same leads meanwhile. */
async function writeNextRows(deps: ImportJobDeps, next: NextRows, progress: Progress): Promise<BatchResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryNextRows(deps, next, progress);
    } catch (error) {
      if (attempt === triesOfBatch || isDatabaseAway(error)) throw error;
    }
  }
}

async function tryNextRows(
  { database, clock, onLeadsGone }: ImportJobDeps,
  { rules, pace, ...next }: NextRows,
  progress: Progress,
): Promise<BatchResult> {
  let startedMs = 0;
  const { result, gone } = await database.transaction(async (sql) => {
    startedMs = clock.monotonicMs();
    const state = await lockJobState(sql, next.jobId);
    if (state !== 'running' && state !== 'cancelling') return { result: 'rest' as const, gone: [] };
    const written = await writeBatch(sql, { ...next, rules: state === 'running' ? rules : null, at: clock.now() });
    if (written === null) return { result: 'elsewhere' as const, gone: [] };
    await progress.stepped(sql);
    return { result: state, gone: written };
  });
  pace.ran(next.rows.length, clock.monotonicMs() - startedMs);
  if (gone.length > 0) await onLeadsGone(gone);
  return result;
}
