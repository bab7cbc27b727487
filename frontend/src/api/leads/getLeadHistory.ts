import { leadHistorySchema } from '@tinygenesy/contract';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

export const leadHistoryKey = (id: number) => ['leads', 'history', id] as const;

/** Pages of a lead's changes, newest first. */
const leadHistoryOptions = (id: number) =>
  infiniteQueryOptions({
    queryKey: leadHistoryKey(id),
    queryFn: ({ pageParam, signal }) =>
      request(`/leads/${id}/history${queryString({ limit: 20, cursor: pageParam ?? undefined })}`, {
        schema: leadHistorySchema,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
export const useLeadHistory = (id: number) => useInfiniteQuery(leadHistoryOptions(id));
