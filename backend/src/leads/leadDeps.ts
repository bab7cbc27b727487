import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';

/** What the lead store needs. */
export interface LeadDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /**
   * These leads were deleted or must not be contacted any more: open lookups of theirs should end.
   * Called after the commit; must not throw.
   */
  onLeadsGone(leadIds: number[]): Promise<void>;
}
