import type { ImportPlan, JudgedRow } from '../types.ts';

/** What the thread of readJudgedRows.ts starts with. */
export interface JudgeWorkerData {
  plan: ImportPlan;
  fromRow: number;
}

/** To the thread: a piece of the file, its end, or that a batch was taken. */
export type ToJudge = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'end' } | { kind: 'taken' };

/** From the thread: it wants a piece, has a batch, or is through. */
export type FromJudge = { kind: 'more' } | { kind: 'rows'; rows: JudgedRow[] } | { kind: 'done' };
