import { Prisma } from '../../db/database.ts';
import type { JobKind } from '../../jobs/jobKind.ts';
import { leadsInState } from '../../jobs/retryJob.ts';
import { verifySomeEmails, type EmailJobDeps } from './verifySomeEmails.ts';
import { jobBoundMs } from '../checks/checkBounds.ts';
import { createEmailJob } from './createEmailJob.ts';
import { markEmailJob } from '../checks/markEmailChecks.ts';

/** Jobs that verify emails. */
export const emailJobKind = (deps: EmailJobDeps): JobKind => ({
  name: 'email_verification',
  advance: (job, step) => verifySomeEmails(deps, job, step),

  async steer(sql, what, { id, total }, change, now) {
    await change();
    const bound = new Date(now.getTime() + jobBoundMs(total));
    // Leads of a job that is paused or cancelled must not look as if they were checked.
    await (what === 'resume' ? markEmailJob(sql, id, 'queued', bound, now) : markEmailJob(sql, id, 'idle', null, now));
    return async () => undefined;
  },

  retry: (sql, { id }, { leads, now }) => createEmailJob(sql, { leads, retryOf: id, now }),

  // Leads that got a verdict since then are left out.
  failedLeads: (jobId) => Prisma.sql`${leadsInState(jobId, ['unknown'])}
    AND EXISTS (SELECT 1 FROM "Lead" WHERE "Lead"."id" = "leadId" AND "emailVerdict" = 'unknown')`,
});
