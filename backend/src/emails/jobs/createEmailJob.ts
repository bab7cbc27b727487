import type { Job, LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../../db/database.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import type { NewLeadJob, StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { selectLeadIds } from '../../leads/list/leadSet.ts';

/** Starts a job that verifies the emails of those leads of a set that have one. */
export function startEmailJob(deps: StartJobDeps, set: LeadSet): Promise<Job> {
  const now = deps.clock.now();
  return startJob(
    deps,
    { find: async () => withEmail(deps.database.dialect, set), order: 'newest', most: set.leadIds?.length },
    async () => emailJob({ retryOf: null, now }),
  );
}

const withEmail = (dialect: Dialect, set: LeadSet): Prisma.Sql =>
  Prisma.sql`SELECT "id" FROM "Lead" WHERE "id" IN (${selectLeadIds(dialect, set)}) AND "email" IS NOT NULL`;

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
