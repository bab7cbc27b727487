import type { Sql } from '../db/database.ts';
import { systemClock } from '../platform/clock.ts';
import { openItems } from './jobCounts.ts';
import type { JobRow } from './presentJob.ts';

/** What is told of a job beside its row and its counts. */
export interface Figures {
  /** Running items that are being worked on at this moment; the other running ones are next. */
  asking: number;
  /** Seconds until the job ends; null while that can't be said. */
  etaSeconds: number | null;
}

export type ReadFigures = (sql: Sql, job: JobRow, counts: Record<string, number>) => Promise<Figures>;

/** Assumes that a running job's items go on as they went since its start. */
export const figuresSoFar: ReadFigures = async (_sql, { state, startedAt, total }, counts) => {
  const left = openItems(counts);
  if (state !== 'running' || startedAt === null || left === total) return { asking: 0, etaSeconds: null };
  const tookMs = systemClock.now().getTime() - startedAt.getTime();
  return { asking: 0, etaSeconds: Math.ceil(((tookMs / 1_000) * left) / (total - left)) };
};
