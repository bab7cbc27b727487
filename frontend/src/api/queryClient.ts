import { QueryClient } from '@tanstack/react-query';
import { isTemporary } from './ApiProblem.ts';

/**
 * The page's cache. Live events keep it fresh, so nothing goes stale by age or by focus; what the server
 * could not answer for now is asked again until it can.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The server is often on this machine: a browser that thinks it is offline may still reach it.
        networkMode: 'always',
        retry: (_failures, error) => isTemporary(error),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
