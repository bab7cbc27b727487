import { leadRestoredSchema } from '@tinygenesy/contract';
import { request } from '../http.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const restoreLeads = (undoToken: string): Promise<{ restored: number; conflicts: number }> =>
  request('/leads/restore', { method: 'POST', body: { undoToken }, schema: leadRestoredSchema });

/** Restores deleted leads by the token of their deletion. */
export const useRestoreLeads = () => useLeadListMutation(restoreLeads);
