import { type Meta, metaSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const metaKey = ['meta'] as const;
export const getMeta = (signal?: AbortSignal): Promise<Meta> => request('/meta', { schema: metaSchema, signal });

/** Mode, currency and state of the Temporal server. That state has no event, so this query polls. */
export const metaOptions = queryOptions({
  queryKey: metaKey,
  queryFn: ({ signal }) => getMeta(signal),
  refetchInterval: ({ state }) => (state.data?.engine === 'away' ? 2_000 : 15_000),
});
export const useMeta = () => useQuery(metaOptions);
