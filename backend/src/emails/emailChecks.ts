import type {
  EmailCheckEstimate,
  EmailReasonCounts,
  EmailVerification,
  Job,
  Lead,
  LeadSet,
} from '@tinygenesy/contract';

/** Checks of e-mail addresses, as people and scripts ask for them. */
export interface EmailChecks {
  /** What is known of an address, within five seconds. Nothing of it is kept but what DNS said of its domain. */
  verify(email: string): Promise<EmailVerification>;
  /**
   * Checks a lead's e-mail and saves the verdict, within five seconds.
   * @throws AppError not_found; conflict when it has no e-mail
   */
  verifyLead(leadId: number): Promise<Lead>;
  /** Checks the e-mails of a set as a job. */
  startJob(set: LeadSet): Promise<Job>;
  /** What such a job would do, and what is known of the set now. */
  estimate(set: LeadSet): Promise<EmailCheckEstimate>;
  /**
   * What came out of a job but for its valid ones, worst and most first.
   * @throws AppError not_found
   */
  reasonsOfJob(jobId: number): Promise<EmailReasonCounts>;
}
