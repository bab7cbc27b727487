import { systemClock } from '../platform/clock.ts';
import { openItems } from './jobCounts.ts';
import type { JobRow } from './presentJob.ts';

/** Seconds until a job ends, by its row and its counts; null while that can't be said. */
export type Pace = (job: JobRow, counts: Record<string, number>) => number | null;

/** Assumes that a running job's items go on as they went since its start; null before any is done. */
export const paceSoFar: Pace = ({ state, startedAt, total }, counts) => {
  const left = openItems(counts);
  if (state !== 'running' || startedAt === null || left === total) return null;
  const tookMs = systemClock.now().getTime() - startedAt.getTime();
  return Math.ceil(((tookMs / 1_000) * left) / (total - left));
};
