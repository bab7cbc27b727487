import { providerDirectorySchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Definitions that the product ships. They change only with a new version. */
const providerDirectoryOptions = queryOptions({
  queryKey: ['provider-directory'] as const,
  queryFn: ({ signal }) => request('/provider-directory', { schema: providerDirectorySchema, signal }),
  staleTime: Infinity,
  select: ({ providers }) => providers,
});
export const useProviderDirectory = () => useQuery(providerDirectoryOptions);
