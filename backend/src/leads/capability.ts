import type { Route } from '../http/route.ts';
import type { JobKind } from '../jobs/jobKind.ts';
import type { Reconciling } from '../jobs/reconciler.ts';
import type { LeadHooks } from './leadHooks.ts';

/**
 * The entry point of a capability: its routes, job kinds and hooks. The file named after the capability creates it, and
 * the composition root lists it. Without its line in that list, the product starts and works without the capability.
 */
export interface Capability extends Reconciling, LeadHooks {
  routes?: readonly Route[];
  jobKinds?: readonly JobKind[];
  /** Returns fields for the answer of `/meta`. */
  facts?(): Promise<Record<string, unknown>>;
  /** Ends the work that runs outside of requests and jobs. */
  stop?(): Promise<void>;
}
