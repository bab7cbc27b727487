import type { MergeRules } from '../writing/mergeRow.ts';
import type { ImportPlan } from '../types.ts';

/** The start data of the thread in readInThread.ts. */
export interface JudgeWorkerData {
  plan: ImportPlan;
  fromRow: number;
  /** Not null: rows are also prepared to be written by these rules. */
  rules: MergeRules | null;
}

/** A message to the thread: a piece of the file, its end, a fault in place of the next piece, or "a batch was taken". */
export type ToJudge = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'end' | 'fault' | 'taken' };

/**
 * A message from the thread: it needs a piece, has a batch, has finished, or has sent all rows before a fault. A batch is JSON in transferred bytes: rows
 * that wait as objects would outlive the young generation and enlarge the heap.
 */
export type FromJudge =
  { kind: 'more' } | { kind: 'rows'; json: Uint8Array<ArrayBuffer> } | { kind: 'done' | 'broken' };
