import { type Provider, providerSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

type Change = { id: string; version: number; definition: string; acceptFailedExamples: boolean };

const changeDefinition = ({ id, version, ...body }: Change): Promise<Provider> =>
  request(`/providers/${encodeURIComponent(id)}/definition`, {
    method: 'PUT',
    headers: { 'if-match': String(version) },
    body,
    schema: providerSchema,
  });

/** Saves a new version of a definition. Fails when it was changed since `version`. */
export const useChangeDefinition = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: changeDefinition,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
