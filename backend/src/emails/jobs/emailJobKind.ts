import { Prisma } from '../../db/database.ts';
import type { JobKind } from '../../jobs/jobKind.ts';
import { leadsInState } from '../../jobs/retryJob.ts';
import type { EmailJobDeps } from './emailJobDeps.ts';
import { verifySomeEmails } from './verifySomeEmails.ts';
import { emailJob, leadsWithEmail } from './createEmailJob.ts';
import { endMarks } from '../checks/markEmailChecks.ts';

/** Jobs that verify emails. */
export const emailJobKind = (deps: EmailJobDeps): JobKind => ({
  name: 'email_verification',
  advance: (job, step) => verifySomeEmails(deps, job, step),

  async steer(sql, what, { id }, change, now) {
    const underWay = await sql.prisma.request.findMany({ where: { jobId: id, state: 'running' } });
    await change();
    const leadIds = underWay.map(({ leadId }) => leadId);
    // Leads of a job that is paused or cancelled must not look as if they were checked.
    return () => (what === 'resume' ? Promise.resolve() : endMarks(deps.database, id, leadIds, now));
  },

  selectAgain: (_job, set) => leadsWithEmail(deps.database.dialect, set),

  retry: async (_sql, { id }, { now }) => emailJob({ retryOf: id, now }),

  // Leads that got a verdict since then are left out.
  failedLeads: (jobId) => Prisma.sql`${leadsInState(jobId, ['unknown'])}
    AND EXISTS (SELECT 1 FROM "Lead" WHERE "Lead"."id" = "leadId" AND "emailVerdict" = 'unknown')`,
});
