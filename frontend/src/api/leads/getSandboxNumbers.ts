import { sandboxNumbersSchema } from '@tinygenesy/contract';
import { useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Number of leads with a sandbox number, counted anew each time. */
export const useSandboxNumbers = () =>
  useQuery({
    queryKey: ['sandbox-numbers'],
    queryFn: async ({ signal }) => (await request('/sandbox-numbers', { schema: sandboxNumbersSchema, signal })).leads,
    staleTime: 0,
    gcTime: 0,
  });
