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

/** The set of leads of a new job. */
export interface LeadSelection {
  /** Finds a statement that yields the `"id"` of every lead; runs beside the writing connection. */
  find: () => Promise<Prisma.Sql>;
  /** The order in which the job takes them; `newest` first is the order of the lead list. */
  order: 'newest' | 'oldest';
  /** How many leads it can be at most, where that is known: a list of ids was given. */
  most?: number | undefined;
  /** The leads are deleted ones, whose ids may be higher than those of all others. */
  isOfDeleted?: boolean;
}

/** The ids of a set in the job's order, in one text by comma: a million of them take seven megabytes. */
export interface LeadIds {
  total: number;
  text: string;
}
