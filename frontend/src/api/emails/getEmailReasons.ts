import { type EmailReasonCounts, emailReasonCountsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const getEmailReasons = (jobId: number, signal?: AbortSignal): Promise<EmailReasonCounts> =>
  request(`/jobs/${jobId}/email-reasons`, {
    schema: emailReasonCountsSchema,
    signal,
  });

/** What an ended check found but for valid addresses: it never changes any more. */
const emailReasonsOptions = (jobId: number) =>
  queryOptions({
    queryKey: ['jobs', 'email-reasons', jobId] as const,
    queryFn: ({ signal }) => getEmailReasons(jobId, signal),
    staleTime: Infinity,
  });
export const useEmailReasons = (jobId: number) => useQuery(emailReasonsOptions(jobId));
