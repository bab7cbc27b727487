import { lookupEstimateSchema, type RetriedItems } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Cost of a new job over items of an ended one. Not cached, because prices and leads change. */
const retryEstimateOptions = (jobId: number, items: RetriedItems) =>
  queryOptions({
    queryKey: ['retry-estimate', jobId, items] as const,
    queryFn: ({ signal }) =>
      request(`/jobs/${jobId}/retry/estimate`, {
        method: 'POST',
        body: { items },
        schema: lookupEstimateSchema,
        signal,
      }),
    gcTime: 0,
  });
export const useRetryEstimate = (jobId: number, items: RetriedItems) => useQuery(retryEstimateOptions(jobId, items));
