import type { Route } from '../http/route.ts';
import type { JobKind } from '../jobs/jobKind.ts';
import type { Reconciling } from '../jobs/reconciler.ts';
import type { LeadHooks } from './leadHooks.ts';

/**
 * What a capability hands to the composition root, from the one file that is named after it. Without its line there, the
 * product starts and works without it.
 */
export interface Capability extends Reconciling, LeadHooks {
  routes?: readonly Route[];
  jobKinds?: readonly JobKind[];
  /** Adds to what `/meta` tells. */
  facts?(): Promise<Record<string, unknown>>;
  /** Ends what it runs beside requests and jobs. */
  stop?(): Promise<void>;
}
