import type { ImportTarget } from '@tinygenesy/contract';

/** A mapped column. `place` is null for a field that has no column, only corrections. */
export interface LeadColumn {
  target: ImportTarget;
  header: string | null;
  place: number | null;
  /** The column beside it that says in each row what its value is (`* Home`). */
  labelPlace?: number | null;
}
