import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

/**
 * Fetches queries on screen again now, and the others when they come on screen.
 *
 * A query that is being fetched for the first time is fetched once more afterwards: its response may be older than the
 * change, and the query client would treat it as fresh.
 */
export const fetchAgain = async (client: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> => {
  const firstFetches = client
    .getQueryCache()
    .findAll(filters)
    .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching');
  await client.invalidateQueries(filters);
  if (firstFetches.length === 0) return;
  await client.invalidateQueries({ ...filters, predicate: (query) => firstFetches.includes(query) });
};
