import { type Provider, type ProviderPatch, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

export const updateProvider = ({ id, patch }: { id: string; patch: ProviderPatch }): Promise<Provider> =>
  request(`/providers/${encodeURIComponent(id)}`, { method: 'PATCH', body: patch, schema: providerSchema });

export const useUpdateProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: updateProvider,
    // A changed position moves other providers too.
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
