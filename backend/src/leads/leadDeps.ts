import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';

/** The dependencies of the lead store. */
export interface LeadDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /**
   * Ends the open lookups of leads that were deleted or marked do-not-contact. Called after the commit; must not throw.
   */
  onLeadsGone(leadIds: number[]): Promise<void>;
}
