import { type ProviderTested, providerTestedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { providerStatsKey } from './getProviderStats.ts';
import { request } from '../http.ts';

type Test = { id: string; leadId: number; withBadKey: boolean };

const testProvider = ({ id, leadId, withBadKey }: Test): Promise<ProviderTested> =>
  request(`/providers/${encodeURIComponent(id)}/test`, {
    method: 'POST',
    body: { leadId, ...(withBadKey ? { with: 'bad_key' } : {}) },
    schema: providerTestedSchema,
  });

/** Makes one call about one lead: priced and within the limits. */
export const useTestProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: testProvider,
    onSettled: (_tested, _error, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: providersKey }),
        client.invalidateQueries({ queryKey: providerStatsKey(id) }),
      ]),
  });
};
