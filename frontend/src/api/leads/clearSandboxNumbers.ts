import { sandboxNumbersClearedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { metaKey } from '../session/getMeta.ts';
import { request } from '../http.ts';
import { refreshLeadLists } from './leadCache.ts';

export const clearSandboxNumbers = (): Promise<{ cleared: number }> =>
  request('/leads/clear-sandbox-numbers', { method: 'POST', schema: sandboxNumbersClearedSchema });

export const useClearSandboxNumbers = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: clearSandboxNumbers,
    onSuccess: () => Promise.all([refreshLeadLists(client), client.invalidateQueries({ queryKey: metaKey })]),
  });
};
