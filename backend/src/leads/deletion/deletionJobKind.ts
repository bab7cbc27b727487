import type { JobKind } from '../../jobs/jobKind.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { deleteSomeLeads } from './deleteSomeLeads.ts';

/** Jobs that delete leads. */
export const deletionJobKind = (deps: LeadDeps): JobKind => ({
  name: 'lead_deletion',
  advance: async (job) => ((await deleteSomeLeads(deps, job, deps.clock.now())) > 0 ? 'more' : 'rest'),
});
