import type { BulkLookup, Job, LookupEstimate, PhoneLookup, PhoneStatus } from '@tinygenesy/contract';

/** What a person may do about the phone number of one lead, or of many. Nothing here waits for a provider. */
export interface Lookups {
  /**
   * A person wants the number of a lead.
   * @returns `started: false` when the lead has a number of this mode and `force` was not said
   * @throws AppError not_found; conflict for a lead marked do-not-contact
   */
  start(leadId: number, options: { force: boolean }): Promise<StartedLookup>;
  /**
   * The person's request ends, or with `everyone` all open requests of the lead.
   * @returns false when none was open
   */
  end(leadId: number, options: { everyone: boolean }): Promise<boolean>;
  /** What has happened for a lead so far. @throws AppError not_found */
  read(leadId: number): Promise<PhoneLookup>;
  /** A bulk lookup becomes a job; which leads belong to it is fixed before the answer. */
  startBulk(body: BulkLookup): Promise<Job>;
  /** What such a job would do and cost. */
  estimate(body: BulkLookup): Promise<LookupEstimate>;
}

export interface StartedLookup {
  started: boolean;
  leadId: number;
  workflowId: string;
  phoneStatus: PhoneStatus;
  phoneNumber: string | null;
}
