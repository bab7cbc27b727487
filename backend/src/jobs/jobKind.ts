import type { Job, JobItems, JobKind as JobKindName, LookupEstimate, RetriedItems } from '@tinygenesy/contract';
import type { Database, Prisma, Sql } from '../db/database.ts';
import type { ReadFigures } from './figures.ts';
import type { Spending } from './maySpend.ts';
import type { JobRow } from './presentJob.ts';

/** `more`: at once again · `soon` · `wait`: when woken, or in a few seconds · `rest`: until somebody says so. */
export type JobTurn = 'more' | 'soon' | 'wait' | 'rest';

/** What a job's step may know of the activity that runs it, and report to it. */
export interface Turn {
  /** Aborted when the process is about to stop. */
  signal: AbortSignal;
  /** Counts the tries of one step that fails; from 1. */
  attempt: number;
  /** Reports a position with the next heartbeat. */
  reached(position: number): void;
}

export interface ItemQuery {
  limit: number;
  cursor?: string | undefined;
  state?: string[] | undefined;
}

export interface Retry {
  items: RetriedItems;
  /** A statement that yields the `"id"` of every lead. */
  leads: Prisma.Sql;
  spending: Spending;
  now: Date;
  figures: ReadFigures | undefined;
}

export type Steering = 'cancel' | 'pause' | 'resume';

/** What has to happen after the commit of a steering; its answer waits for it. */
export type AfterCommit = () => Promise<void>;

/**
 * A kind of bulk work: the port through which a capability plugs its jobs into the frame. The frame keeps state, counts,
 * events and steering; a kind says what is particular to it.
 */
export interface JobKind {
  readonly name: JobKindName;
  /** Does the next part of a running job, as its rows say at this moment. */
  advance(job: JobRow, turn: Turn): Promise<JobTurn>;
  /** Does the next part of a job that is being cancelled; without it the job ends as cancelled at once. */
  finishCancel?(job: JobRow, turn: Turn): Promise<JobTurn>;
  /**
   * Runs in the transaction of a steering, around the frame's own change of job and items.
   * @returns what is to be done after the commit
   */
  steer?(sql: Sql, what: Steering, job: JobRow, change: () => Promise<void>, now: Date): Promise<AfterCommit>;
  /** Creates the job that repeats items of an ended one; without it such jobs can't be retried. */
  retry?(sql: Sql, job: JobRow, given: Retry): Promise<Job>;
  /** The leads that failed, as a statement that yields their `"id"`; without it, those in a failed state. */
  failedLeads?(jobId: number): Prisma.Sql;
  /** What a retry over these leads would do and cost; without it, it costs nothing. */
  estimateRetry?(job: JobRow, leads: Prisma.Sql): Promise<LookupEstimate>;
  /** A page of the job's items; without it they are its requests. */
  items?(database: Database, job: JobRow, query: ItemQuery): Promise<JobItems>;
  /** How fast jobs of this kind go, for the estimate of when they end; without it, as fast as they went so far. */
  figures?(): Promise<ReadFigures>;
}

/** The kinds of jobs that this process knows. */
export type JobKinds = ReadonlyMap<string, JobKind>;

/** @throws Error for a job whose capability is not there */
export function kindOf(kinds: JobKinds, job: Pick<JobRow, 'id' | 'kind'>): JobKind {
  const kind = kinds.get(job.kind);
  if (kind === undefined) throw new Error(`Job ${job.id} is of the unknown kind ${job.kind}.`);
  return kind;
}
