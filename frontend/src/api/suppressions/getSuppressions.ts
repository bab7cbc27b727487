import { type Suppressions, suppressionsSchema } from '@tinygenesy/contract';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

export const suppressionsKey = ['suppressions'] as const;

const pollMs = 2_000;
const isChanging = ({ isMarking, batches }: Suppressions): boolean =>
  isMarking || batches.some(({ state }) => state !== 'added');

/** The suppression list with its uploads. Asks again while a change is being applied. */
const suppressionsOptions = infiniteQueryOptions({
  queryKey: suppressionsKey,
  queryFn: ({ pageParam, signal }) =>
    request(`/suppressions${queryString({ cursor: pageParam ?? undefined })}`, { schema: suppressionsSchema, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: ({ state }) => (state.data?.pages.some(isChanging) === true ? pollMs : false),
});
export const useSuppressions = () => useInfiniteQuery(suppressionsOptions);
