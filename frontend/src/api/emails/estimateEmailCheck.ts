import { type EmailCheckEstimate, emailCheckEstimateSchema, type LeadSet } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const estimateEmailCheck = (set: LeadSet, signal?: AbortSignal): Promise<EmailCheckEstimate> =>
  request('/leads/verify-emails/estimate', {
    method: 'POST',
    body: set,
    schema: emailCheckEstimateSchema,
    signal,
  });

/** Estimate of a verification of a set, with its email statuses. Not cached, because leads change. */
const emailCheckEstimateOptions = (set: LeadSet) =>
  queryOptions({
    queryKey: ['email-check-estimate', set] as const,
    queryFn: ({ signal }) => estimateEmailCheck(set, signal),
    gcTime: 0,
  });
export const useEmailCheckEstimate = (set: LeadSet) => useQuery(emailCheckEstimateOptions(set));
