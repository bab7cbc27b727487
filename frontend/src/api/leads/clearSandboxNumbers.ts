import { sandboxNumbersClearedSchema } from '@tinygenesy/contract';
import { request } from '../http.ts';
import { metaKey } from '../session/getMeta.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const clearSandboxNumbers = (): Promise<{ cleared: number }> =>
  request('/leads/clear-sandbox-numbers', { method: 'POST', schema: sandboxNumbersClearedSchema });

/** Removes all sandbox numbers from the leads. */
export const useClearSandboxNumbers = () =>
  useLeadListMutation(clearSandboxNumbers, (client) => client.invalidateQueries({ queryKey: metaKey }));
