import { type EmailReasonCounts, emailReasonCountsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const getEmailReasons = (jobId: number, signal?: AbortSignal): Promise<EmailReasonCounts> =>
  request(`/jobs/${jobId}/email-reasons`, {
    schema: emailReasonCountsSchema,
    signal,
  });

/** Results of an ended verification, without valid addresses. Cached forever, because they never change. */
const emailReasonsOptions = (jobId: number) =>
  queryOptions({
    queryKey: ['jobs', 'email-reasons', jobId] as const,
    queryFn: ({ signal }) => getEmailReasons(jobId, signal),
    staleTime: Infinity,
  });
export const useEmailReasons = (jobId: number) => useQuery(emailReasonsOptions(jobId));
