import { type Provider, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

const unblockProvider = (id: string): Promise<Provider> =>
  request(`/providers/${encodeURIComponent(id)}/unblock`, { method: 'POST', schema: providerSchema });

/** Ends a provider's block before the wait time that the provider requested is over. */
export const useUnblockProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: unblockProvider,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
