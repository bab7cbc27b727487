import type { Database, Sql } from '../db/database.ts';
import type { ReconcileRun } from '../jobs/reconciler.ts';
import { sweepLines } from './ledger/attempts.ts';

/**
 * Ends the calls of processes that are gone: those whose lease ran out, and on SQLite, where one process owns the data,
 * at its start every call of an earlier one.
 */
export async function sweepDead({ dialect }: Pick<Database, 'dialect'>, sql: Sql, turn: ReconcileRun): Promise<void> {
  const isAlone = turn.why === 'start' && dialect === 'sqlite';
  await sweepLines(sql, isAlone ? new Date(8.64e15) : turn.now, turn.now);
}
