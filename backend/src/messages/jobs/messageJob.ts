import type { NewLeadJob } from '../../jobs/newLeadJob.ts';
import type { MessageRequest } from './messageRequest.ts';

/** Describes a job that writes a message for each lead. */
export const messageJob = (
  job: Pick<NewLeadJob, 'title' | 'now'> & { request: MessageRequest; retryOf: number | null },
): NewLeadJob => ({ ...job, kind: 'message_generation', items: {} });
