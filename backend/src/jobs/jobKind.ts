import type { JobItems, JobKind as JobKindName, LeadSet, LookupEstimate, RetriedItems } from '@tinygenesy/contract';
import type { Database, Prisma, Sql } from '../db/database.ts';
import type { ReadFigures } from './figures.ts';
import type { Spending } from './maySpend.ts';
import type { JobRow } from './presentJob.ts';
import type { LeadSelection, NewLeadJob } from './newLeadJob.ts';

/**
 * When a job needs its next step. `more`: now; `soon`: in a moment; `wait`: on a signal or after seconds; `rest`: on a
 * signal.
 */
export type StepResult = 'more' | 'soon' | 'wait' | 'rest';

/** The context of a job step, from the activity that runs it. */
export interface JobStep {
  /** Aborted when the process is about to stop. */
  signal: AbortSignal;
  /** The number of this attempt at the step, from 1. */
  attempt: number;
  /** Reports the number of settled items with the next heartbeat. */
  reached(position: number): void;
}

export interface ItemQuery {
  limit: number;
  cursor?: string | undefined;
  state?: string[] | undefined;
}

export interface Retry {
  items: RetriedItems;
  spending: Spending;
  now: Date;
  figures: ReadFigures | undefined;
}

export type Steering = 'cancel' | 'pause' | 'resume';

/** Work after the commit of a steering. The API's answer waits for it. */
export type AfterCommit = () => Promise<void>;

/**
 * A kind of bulk work: the port through which a capability plugs its jobs into the frame. The frame owns state, counts,
 * events and steering; a kind adds its own rules.
 */
export interface JobKind {
  readonly name: JobKindName;
  /** Does the next step of a running job, from the current state of its rows. */
  advance(job: JobRow, step: JobStep): Promise<StepResult>;
  /** Does the next step of a job that is being cancelled. Without this method the job ends as cancelled at once. */
  finishCancel?(job: JobRow, step: JobStep): Promise<StepResult>;
  /**
   * Runs in the transaction of a steering. Call `change` for the frame's own change of job and items.
   * @returns the work after the commit
   */
  steer?(sql: Sql, what: Steering, job: JobRow, change: () => Promise<void>, now: Date): Promise<AfterCommit>;
  /**
   * Selects the leads of a job again whose process died while the set was read. Without this method such a job fails:
   * its work must not reach leads that entered the set later.
   */
  selectAgain?(job: JobRow, set: LeadSet): LeadSelection;
  /** Describes the job that repeats items of an ended job. Without this method such jobs can't be retried. */
  retry?(sql: Sql, job: JobRow, given: Retry): Promise<NewLeadJob>;
  /** The failed leads, as a statement that yields their `"id"`; by default the leads of items in a failed state. */
  failedLeads?(jobId: number): Prisma.Sql;
  /** Estimates a retry over these leads. Without this method, retries have no price. */
  estimateRetry?(job: JobRow, leads: Prisma.Sql): Promise<LookupEstimate>;
  /** Reads a page of the job's items; by default they are its requests. */
  items?(database: Database, job: JobRow, query: ItemQuery): Promise<JobItems>;
  /** Measures the speed of this kind, for estimated end times; by default the job's own speed so far. */
  figures?(): Promise<ReadFigures>;
}

/** The kinds of jobs that this process knows. */
export type JobKinds = ReadonlyMap<string, JobKind>;

/** Returns the kind of a job. @throws Error for a job whose capability is not in this process */
export function kindOf(kinds: JobKinds, job: Pick<JobRow, 'id' | 'kind'>): JobKind {
  const kind = kinds.get(job.kind);
  if (kind === undefined) throw new Error(`Job ${job.id} is of the unknown kind ${job.kind}.`);
  return kind;
}
