import { settingsSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { settingsKey } from '../settings/getSettings.ts';
import { providersKey } from './getProviders.ts';

/** Changes the most that a provider's calls may cost on a day, in micro-units; null removes the budget. */
export const useChangeBudget = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, micros }: { id: string; micros: number | null }) =>
      request('/settings', { method: 'PATCH', body: { budgets: { [id]: micros } }, schema: settingsSchema }),
    onSuccess: (settings) => client.setQueryData(settingsKey, settings),
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
