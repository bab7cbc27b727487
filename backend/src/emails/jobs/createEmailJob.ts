import type { Job, LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../../db/database.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { LeadSelection, NewLeadJob, StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { selectLeadIds } from '../../leads/list/leadSet.ts';

/** Starts a job that verifies the emails of those leads of a set that have one. */
export function startEmailJob(deps: StartJobDeps, set: LeadSet): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, leadsWithEmail(deps.database.dialect, set), async () => emailJob({ retryOf: null, now }));
}

/** Selects the leads of a set that have an email. */
export const leadsWithEmail = (dialect: Dialect, set: LeadSet): LeadSelection => ({
  find: async () =>
    Prisma.sql`SELECT "id" FROM "Lead" WHERE "id" IN (${selectLeadIds(dialect, set)}) AND "email" IS NOT NULL`,
  order: 'newest',
  most: set.leadIds?.length,
  stored: set,
});

/** A job that verifies emails. */
export const emailJob = ({ retryOf, now }: { retryOf: number | null; now: Date }): NewLeadJob => ({
  kind: 'email_verification',
  title: (leads) => (retryOf === null ? `Verify emails of ${leads}` : `Verify emails of ${leads} again`),
  items: {},
  request: {},
  retryOf,
  now,
  changes: async ({ id }) => [leadsChanged(id)],
});
