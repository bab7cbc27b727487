import { QueryClient } from '@tanstack/react-query';
import { isTemporary } from './ApiProblem.ts';

/**
 * Creates the page's cache. Live events update it, so data does not become stale with time or focus. Queries with a
 * temporary error are retried until they succeed.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The server is often on this machine, which an offline browser can still reach.
        networkMode: 'always',
        retry: (_failures, error) => isTemporary(error),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
