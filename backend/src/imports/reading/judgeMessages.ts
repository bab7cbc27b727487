import type { MergeRules } from '../writing/mergeRow.ts';
import type { ImportPlan } from '../types.ts';

/** What the thread of readInThread.ts starts with. */
export interface JudgeWorkerData {
  plan: ImportPlan;
  fromRow: number;
  /** Not null: rows are also prepared to be written by these rules. */
  rules: MergeRules | null;
}

/** To the thread: a piece of the file, its end, or that a batch was taken. */
export type ToJudge = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'end' } | { kind: 'taken' };

/**
 * From the thread: it wants a piece, has a batch, or is through. A batch is JSON in bytes that change hands: as objects
 * that wait to be taken, rows would outlive the young generation and swell the heap.
 */
export type FromJudge = { kind: 'more' } | { kind: 'rows'; json: Uint8Array<ArrayBuffer> } | { kind: 'done' };
