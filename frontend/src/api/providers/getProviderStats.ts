import { providerStatsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const providerStatsKey = (id: string) => ['provider-stats', id] as const;

/** Figures of a provider: outcomes, match rate, latencies and cost per number. */
export const providerStatsOptions = (id: string) =>
  queryOptions({
    queryKey: providerStatsKey(id),
    queryFn: ({ signal }) =>
      request(`/providers/${encodeURIComponent(id)}/stats`, { schema: providerStatsSchema, signal }),
    refetchInterval: 10_000,
  });
export const useProviderStats = (id: string) => useQuery(providerStatsOptions(id));
