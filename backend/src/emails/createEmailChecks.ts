import type { LeadSet } from '@tinygenesy/contract';
import type { Database } from '../db/database.ts';
import type { Engine } from '../jobs/engine.ts';
import { startEmailJob } from './jobs/createEmailJob.ts';
import { emailReasonsOfJob } from './jobs/emailReasonsOfJob.ts';
import { estimateEmailJob } from './jobs/estimateEmailJob.ts';
import { verifyEmail, type VerifyDeps } from './checks/verifyAddress.ts';
import { verifyLead } from './checks/verifyLead.ts';

export interface EmailCheckDeps extends VerifyDeps {
  database: Database;
  engine: Pick<Engine, 'wakeJob'>;
}

export type EmailChecks = ReturnType<typeof createEmailChecks>;

/** Verifies emails: a single one within five seconds, a set of leads as a job. */
export const createEmailChecks = (deps: EmailCheckDeps) => ({
  verify: (email: string) => verifyEmail(deps, email),
  verifyLead: (leadId: number) => verifyLead(deps, leadId),
  startJob: (set: LeadSet) => startEmailJob(deps, set),
  estimate: (set: LeadSet) => estimateEmailJob(deps.database, set),
  reasonsOfJob: (jobId: number) => emailReasonsOfJob(deps.database, jobId),
});
