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

/** Providers in the order of the waterfall. */
export const providersOptions = queryOptions({ queryKey: providersKey, queryFn: ({ signal }) => getProviders(signal) });
export const useProviders = () => useQuery(providersOptions);

const namesById = (providers: Provider[]): Record<string, string> =>
  Object.fromEntries(providers.map(({ id, name }) => [id, name]));

/** Returns a function that returns a provider's name, or its capitalized id without a known name. */
export const useProviderName = (): ((id: string) => string) => {
  const { data: names } = useQuery({ ...providersOptions, select: namesById });
  return useCallback((id) => names?.[id] ?? id.charAt(0).toUpperCase() + id.slice(1), [names]);
};
