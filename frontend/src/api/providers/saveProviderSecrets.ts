import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

type Secrets = { id: string; values: Record<string, string> };

const saveProviderSecrets = ({ id, values }: Secrets): Promise<void> =>
  request(`/providers/${encodeURIComponent(id)}/secrets`, { method: 'PUT', body: values });

/** Saves secrets of a provider. The server never returns them. */
export const useSaveProviderSecrets = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: saveProviderSecrets,
    // The mutation would keep the secrets in memory.
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
