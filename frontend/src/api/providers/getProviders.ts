import { type Provider, providerListSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from '../http.ts';
import { newestProvider } from '../newest.ts';

export const providersKey = ['providers'] as const;
export const getProviders = async (signal?: AbortSignal): Promise<Provider[]> => {
  const sentAtMs = Date.now();
  const { providers } = await request('/providers', {
    schema: providerListSchema,
    signal,
  });
  return providers.map((provider) => newestProvider(provider, sentAtMs)).sort((a, b) => a.position - b.position);
};

/** The waterfall's providers in its order. */
export const providersOptions = queryOptions({ queryKey: providersKey, queryFn: ({ signal }) => getProviders(signal) });
export const useProviders = () => useQuery(providersOptions);

const namesById = (providers: Provider[]): Record<string, string> =>
  Object.fromEntries(providers.map(({ id, name }) => [id, name]));

/** The name that people know a provider by; an id we have no name for is shown as it is. */
export const useProviderName = (): ((id: string) => string) => {
  const { data: names } = useQuery({ ...providersOptions, select: namesById });
  return useCallback((id) => names?.[id] ?? id.charAt(0).toUpperCase() + id.slice(1), [names]);
};
