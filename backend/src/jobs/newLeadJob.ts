import type { LeadSet, RetriedItems } from '@tinygenesy/contract';
import type { Database, Prisma } from '../db/database.ts';
import type { Background } from '../platform/background.ts';
import type { Clock } from '../platform/clock.ts';
import type { NewItems, NewJob } from './createJob.ts';
import type { Engine } from './engine.ts';

export interface StartJobDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  engine: Pick<Engine, 'wakeJob'>;
  background: Background;
}

/** A job over leads. */
export type NewLeadJob = NewJob & { items: NewItems };

/** A set of leads as JSON: the kind's own, or the items that a retry repeats. */
export type StoredSet = LeadSet | { retried: RetriedItems };

/** The set of leads of a new job. */
export interface LeadSelection {
  /** Builds a statement that returns the `"id"` of every lead. A reading connection runs it. */
  find: () => Promise<Prisma.Sql>;
  /** The order of the items; `newest` is the order of the lead list. */
  order: 'newest' | 'oldest';
  /** The maximum size, if known: the length of a list of ids. */
  most?: number | undefined;
  /** Only so many leads, the first ones in this order. */
  limit?: number | undefined;
  /**
   * What `JobKind.selectAgain` needs when the process dies while the set is read. Absent for a set that must not be read
   * again.
   */
  stored?: StoredSet;
  /** True for deleted leads, whose ids may be higher than those of all existing leads. */
  isOfDeleted?: boolean;
}

/** The ids of a set in the job's order, joined by commas: a million ids take seven megabytes. */
export interface LeadIds {
  total: number;
  text: string;
}
