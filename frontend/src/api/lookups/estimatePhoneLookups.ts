import { type BulkLookupInput, type LookupEstimate, lookupEstimateSchema } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const estimatePhoneLookups = (body: BulkLookupInput, signal?: AbortSignal): Promise<LookupEstimate> =>
  request('/phone-lookups/estimate', {
    method: 'POST',
    body,
    schema: lookupEstimateSchema,
    signal,
  });

/** Estimate of a bulk run. Not cached, because prices and leads change. */
export const lookupEstimateOptions = (body: BulkLookupInput) =>
  queryOptions({
    queryKey: ['lookup-estimate', body] as const,
    queryFn: ({ signal }) => estimatePhoneLookups(body, signal),
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
export const useLookupEstimate = (body: BulkLookupInput, enabled = true) =>
  useQuery({ ...lookupEstimateOptions(body), enabled });
