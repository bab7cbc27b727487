import { type Provider, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

/** An entry of the directory, or a definition as YAML or JSON text. */
export type NewProvider = { directoryId: string } | { definition: string; acceptFailedExamples: boolean };

const addProvider = (body: NewProvider): Promise<Provider> =>
  request('/providers', { method: 'POST', body, schema: providerSchema });

export const useAddProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: addProvider,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
