import type { Sql } from '../db/database.ts';
import { systemClock } from '../platform/clock.ts';
import { openItems } from './jobCounts.ts';
import type { JobRow } from './presentJob.ts';

/** Figures of a job that are stored in neither its row nor its counts. */
export interface Figures {
  /** The number of running items with a provider call in flight. */
  asking: number;
  /** Estimated seconds until the job ends; null if unknown. */
  etaSeconds: number | null;
}

export type ReadFigures = (sql: Sql, job: JobRow, counts: Record<string, number>) => Promise<Figures>;

/** Estimates the end of a running job from its speed since its start. */
export const figuresSoFar: ReadFigures = async (_sql, { state, startedAt, total }, counts) => {
  const left = openItems(counts);
  if (state !== 'running' || startedAt === null || left === total) return { asking: 0, etaSeconds: null };
  const tookMs = systemClock.now().getTime() - startedAt.getTime();
  return { asking: 0, etaSeconds: Math.ceil(((tookMs / 1_000) * left) / (total - left)) };
};
