import { type Provider, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

const unblockProvider = (id: string): Promise<Provider> =>
  request(`/providers/${encodeURIComponent(id)}/unblock`, { method: 'POST', schema: providerSchema });

/** Asks a provider again before the time that it asked us to wait for is over. */
export const useUnblockProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: unblockProvider,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
