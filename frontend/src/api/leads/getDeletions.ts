import { type Deletion, deletionListSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const deletionsKey = ['deletions'] as const;
const getDeletions = async (signal?: AbortSignal): Promise<Deletion[]> =>
  (await request('/deletions', { schema: deletionListSchema, signal })).deletions;

/** Deletions that can be undone, newest first. Always fetched when shown, because time ends them. */
const deletionsOptions = queryOptions({
  queryKey: deletionsKey,
  queryFn: ({ signal }) => getDeletions(signal),
  staleTime: 0,
});
export const useDeletions = () => useQuery(deletionsOptions);
