import type {
  Job,
  JobItems,
  JobList,
  JobListQuery,
  JobRetry,
  LeadSet,
  LookupEstimate,
  RetriedItems,
} from '@tinygenesy/contract';

/** Reads and steers jobs. Steering throws AppError not_found, or conflict when the job's state doesn't allow it. */
export interface Jobs {
  list(query: JobListQuery): Promise<JobList>;
  read(id: number): Promise<Job>;
  items(
    id: number,
    query: { limit: number; cursor?: string | undefined; state?: string[] | undefined },
  ): Promise<JobItems>;
  cancel(id: number): Promise<Job>;
  pause(id: number): Promise<Job>;
  /** @param maxCostMicros a new cap for the job; undefined leaves it */
  resume(id: number, maxCostMicros: number | undefined): Promise<Job>;
  /** A new job over items of a final job: those that failed (or whose e-mails are unknown), or those cancelled. */
  retry(id: number, what: JobRetry): Promise<Job>;
  /** What such a job would do and cost. @throws AppError conflict unless the job looks up phones */
  estimateRetry(id: number, items: RetriedItems): Promise<LookupEstimate>;
  /** Deletes a set of leads as a job, some hundred at a time. */
  deleteLeads(set: LeadSet): Promise<Job>;
}
