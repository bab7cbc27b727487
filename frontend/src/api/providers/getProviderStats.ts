import { providerStatsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** The spans of the figures, in days: today and the days before. */
export const statsSpans = [7, 30] as const;
export type StatsSpan = (typeof statsSpans)[number];

export const providerStatsKey = (id: string) => ['provider-stats', id] as const;

/** The begin of the first of the last `days` days, today included, in the browser's time zone. */
const firstMidnight = (days: number): string => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1).toISOString();
};

const providerStatsOptions = (id: string, days: StatsSpan) =>
  queryOptions({
    queryKey: [...providerStatsKey(id), days],
    queryFn: ({ signal }) =>
      request(`/providers/${encodeURIComponent(id)}/stats?from=${firstMidnight(days)}`, {
        schema: providerStatsSchema,
        signal,
      }),
    refetchInterval: 10_000,
  });

/** Figures of a provider: outcomes over time, match rate, latencies and cost per number. */
export const useProviderStats = (id: string, days: StatsSpan = 7) => useQuery(providerStatsOptions(id, days));
