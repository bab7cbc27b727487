import type { LeadSet } from '@tinygenesy/contract';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import { startEmailJob } from './jobs/createEmailJob.ts';
import { emailReasonsOfJob } from './jobs/emailReasonsOfJob.ts';
import { estimateEmailJob } from './jobs/estimateEmailJob.ts';
import { verifyEmail, type VerifyDeps } from './checks/verifyAddress.ts';
import { verifyLead } from './checks/verifyLead.ts';

export type EmailCheckDeps = VerifyDeps & StartJobDeps;

export type EmailChecks = ReturnType<typeof createEmailChecks>;

/** Verifies emails: a single one within five seconds, a set of leads as a job. */
export const createEmailChecks = (deps: EmailCheckDeps) => ({
  verify: (email: string) => verifyEmail(deps, email),
  verifyLead: (leadId: number) => verifyLead(deps, leadId),
  startJob: (set: LeadSet) => startEmailJob(deps, set),
  estimate: (set: LeadSet) => estimateEmailJob(deps.database, set),
  reasonsOfJob: (jobId: number) => emailReasonsOfJob(deps.database, jobId),
});
