import type { Job, LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { createJob, startJob } from '../../jobs/createJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import { selectLeadIds } from '../../leads/list/leadSet.ts';
import type { Clock } from '../../platform/clock.ts';
import { jobBoundMs } from '../checks/checkBounds.ts';
import { markEmailJob } from '../checks/markEmailChecks.ts';

/** Starts a job that verifies the emails of a set of leads. */
export function startEmailJob(
  deps: { database: Database; clock: Clock; engine: Pick<Engine, 'wakeJob'> },
  set: LeadSet,
): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, (sql) => createEmailJob(sql, { leads: selectLeadIds(sql.dialect, set), retryOf: null, now }));
}

/**
 * Creates a job that verifies the emails of those leads that have one; call it in a transaction.
 * @param given.leads a statement that yields the `"id"` of every lead
 */
export function createEmailJob(
  sql: Sql,
  { leads, retryOf, now }: { leads: Prisma.Sql; retryOf: number | null; now: Date },
): Promise<Job> {
  return createJob(sql, {
    kind: 'email_verification',
    title(total) {
      const title = `Verify emails of ${total === 1 ? '1 lead' : `${total} leads`}`;
      return retryOf === null ? title : `${title} again`;
    },
    items: {
      leads: Prisma.sql`SELECT "id" FROM "Lead" WHERE "id" IN (${leads}) AND "email" IS NOT NULL`,
      order: 'newest',
    },
    request: {},
    retryOf,
    now,
    async changes({ id, total }) {
      await markEmailJob(sql, id, 'queued', new Date(now.getTime() + jobBoundMs(total)), now);
      return [leadsChanged(id)];
    },
  });
}
