import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import { idSchema } from '@tinygenesy/contract';
import { z } from 'zod';
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
import type { JobRow } from '../../jobs/presentJob.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { failImport, finishImport } from './finishImport.ts';
import { writeBite } from './importBite.ts';
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

/** What a turn may know of the activity that it is. */
interface TurnContext {
  /** The process is about to end. */
  signal: AbortSignal;
  /** Of one turn that failed and is tried again; from 1. */
  attempt: number;
}

const turnMs = 20_000;
/** Some 20 ms, for which everybody else waits. */
const biteRows = 250;
const triesOfBite = 3;
const triesOfTurn = 3;

const requestSchema = z.looseObject({ importId: idSchema });

/**
 * Goes on with an import at its first row without a fate, for some seconds. Each bite is one transaction with its leads,
 * fates, counts and position, so that whoever goes on after a kill finds all of it or nothing.
 */
export async function carryImport(deps: ImportJobDeps, job: JobRow, context: TurnContext): Promise<'more' | 'rest'> {
  const { importId } = requestSchema.parse(job.request);
  const file = await deps.database.prisma.import.findUniqueOrThrow({ where: { id: importId } });
  try {
    const went = file.rowCount === null ? await writeOn(deps, job, file, context) : 'end';
    if (went !== 'end') return went;
    await finishImport(deps, job.id, importId);
  } catch (error) {
    if (isDatabaseAway(error) || (context.attempt < triesOfTurn && !(error instanceof AppError))) throw error;
    deps.log.error({ err: error, importId }, 'an import failed');
    const why =
      error instanceof AppError ? error.message : 'An internal error stopped the import. The file is not the cause.';
    await failImport(deps, job.id, importId, why);
  }
  return 'rest';
}

async function writeOn(
  deps: ImportJobDeps,
  job: JobRow,
  file: ImportFile,
  { signal }: TurnContext,
): Promise<'more' | 'rest' | 'end'> {
  const { clock, readers } = deps;
  const progress = progressEvents(deps, (sql) => importEvents(sql, job.id, file.id));
  const settings = settingsOfImport(file);
  if (settings === null) throw new Error(`Import ${file.id} was begun without settings.`);
  const { plan, ...planned } = await planOf(deps.database, file, settings);
  const rules: MergeRules = { ...planned.rules, mode: await readMode(deps.database) };
  const fromRow = file.rowsDone + 1;
  const reader = await readers.take(file.id, fromRow, () =>
    openRowReader(
      (ended) => readPreparedRows(readChunks(deps.database, file), plan, rules, { fromRow, signal: ended }),
      fromRow,
    ),
  );
  const untilMs = clock.monotonicMs() + turnMs;
  let isSound = false;
  let went: 'more' | 'rest' | 'end' = 'more';
  try {
    while (went === 'more' && clock.monotonicMs() < untilMs && !signal.aborted) {
      const rows = await reader.peek(biteRows);
      if (rows.length === 0) {
        went = 'end';
        break;
      }
      const step = await bite(deps, { jobId: job.id, importId: file.id, rows, rules }, progress);
      // Whoever else carries this import is further by now.
      if (step === 'elsewhere') return 'more';
      if (step === 'rest') {
        went = 'rest';
        break;
      }
      reader.take(rows.length);
      await nextTurnOfTheLoop();
    }
    isSound = went !== 'end';
  } finally {
    if (isSound) readers.keep(file.id, reader);
    else await reader.close();
  }
  await progress.rest();
  return went;
}

interface NextRows {
  jobId: number;
  importId: number;
  rows: PreparedRow[];
  rules: MergeRules;
}

/** What another process did to the same leads in between (Postgres) is seen by the next try. */
async function bite(
  deps: ImportJobDeps,
  next: NextRows,
  progress: Progress,
): Promise<'running' | 'cancelling' | 'rest' | 'elsewhere'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryBite(deps, next, progress);
    } catch (error) {
      if (attempt === triesOfBite || isDatabaseAway(error)) throw error;
    }
  }
}

async function tryBite(
  { database, clock, onLeadsGone }: ImportJobDeps,
  { rules, ...next }: NextRows,
  progress: Progress,
): Promise<'running' | 'cancelling' | 'rest' | 'elsewhere'> {
  const { step, gone } = await database.transaction(async (sql) => {
    const state = await lockJobState(sql, next.jobId);
    if (state !== 'running' && state !== 'cancelling') return { step: 'rest' as const, gone: [] };
    const written = await writeBite(sql, { ...next, rules: state === 'running' ? rules : null, at: clock.now() });
    if (written === null) return { step: 'elsewhere' as const, gone: [] };
    await progress.stepped(sql);
    return { step: state, gone: written };
  });
  if (gone.length > 0) await onLeadsGone(gone);
  return step;
}
