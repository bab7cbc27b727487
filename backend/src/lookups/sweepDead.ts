import type { Database, Sql } from '../db/database.ts';
import type { ReconcileRun } from '../jobs/reconciler.ts';
import { sweepLines } from './ledger/settleAttempt.ts';

/**
 * Ends the calls of processes that died: calls whose lease expired. On SQLite one process owns the data, so its start ends
 * every call of an earlier process.
 */
export async function sweepDead({ dialect }: Pick<Database, 'dialect'>, sql: Sql, turn: ReconcileRun): Promise<void> {
  const isAlone = turn.why === 'start' && dialect === 'sqlite';
  await sweepLines(sql, isAlone ? new Date(8.64e15) : turn.now, turn.now);
}
