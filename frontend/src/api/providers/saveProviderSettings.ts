import { type Provider, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

type Settings = { id: string; values: Record<string, string> };

const saveProviderSettings = ({ id, values }: Settings): Promise<Provider> =>
  request(`/providers/${encodeURIComponent(id)}/settings`, { method: 'PUT', body: values, schema: providerSchema });

/** Saves values of a definition's settings, such as an account ID. */
export const useSaveProviderSettings = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: saveProviderSettings,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
