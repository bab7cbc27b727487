import type { JobProvider, PilotResult } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { systemClock } from '../platform/clock.ts';
import { openItems } from './jobCounts.ts';
import type { Job as JobRow } from '../db/generated/sqlite/client.ts';

/** Figures of a job that are stored in neither its row nor its counts. */
export interface Figures {
  /** The number of running items with a provider call in flight. */
  asking: number;
  /** Estimated seconds until the job ends; null if unknown. */
  etaSeconds: number | null;
  /** The result of a pilot that a person must decide about. */
  pilot?: PilotResult | null;
  /** What came of it at each provider; null: not known. */
  providers?: JobProvider[] | null;
}

/** A job with the counts of its items, as they read. */
export interface CountedJob {
  row: JobRow;
  counts: Record<string, number>;
}

/** Reads the figures of jobs of one kind, all at once, in the order of the jobs. */
export type ReadFigures = (sql: Sql, jobs: readonly CountedJob[]) => Promise<Figures[]>;

/** Estimates the end of running jobs from their speed since their start. */
export const figuresSoFar: ReadFigures = async (_sql, jobs) =>
  jobs.map(({ row, counts }) => ({ asking: 0, etaSeconds: etaSoFar(row, counts) }));

function etaSoFar({ state, startedAt, total }: JobRow, counts: Record<string, number>): number | null {
  const left = openItems(counts);
  if (state !== 'running' || startedAt === null || left === total) return null;
  const tookMs = systemClock.now().getTime() - startedAt.getTime();
  return Math.ceil(((tookMs / 1_000) * left) / (total - left));
}
