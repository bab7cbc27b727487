import { type Attempt, providerTestedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { providerStatsKey } from './getProviderStats.ts';
import { request } from '../http.ts';

const testProvider = async ({ id, leadId }: { id: string; leadId: number }): Promise<Attempt> => {
  const path = `/providers/${encodeURIComponent(id)}/test`;
  const { attempt } = await request(path, { method: 'POST', body: { leadId }, schema: providerTestedSchema });
  return attempt;
};

/** Makes one call about one lead: priced and within the limits. */
export const useTestProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: testProvider,
    onSettled: (_attempt, _error, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: providersKey }),
        client.invalidateQueries({ queryKey: providerStatsKey(id) }),
      ]),
  });
};
