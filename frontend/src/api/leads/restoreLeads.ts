import { leadRestoredSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { refreshLeadLists } from './leadCache.ts';

export const restoreLeads = (undoToken: string): Promise<{ restored: number; conflicts: number }> =>
  request('/leads/restore', { method: 'POST', body: { undoToken }, schema: leadRestoredSchema });

export const useRestoreLeads = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: restoreLeads, onSuccess: () => refreshLeadLists(client) });
};
