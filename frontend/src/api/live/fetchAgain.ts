import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

/**
 * Fetches again what is on screen, and the rest when it comes on screen.
 *
 * What is being fetched for the first time is fetched once more afterwards: that answer may be from before the change,
 * and to the query client it would be as good as a fresh one.
 */
export const fetchAgain = async (client: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> => {
  const firstOnTheirWay = client
    .getQueryCache()
    .findAll(filters)
    .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching');
  await client.invalidateQueries(filters);
  if (firstOnTheirWay.length === 0) return;
  await client.invalidateQueries({ ...filters, predicate: (query) => firstOnTheirWay.includes(query) });
};
