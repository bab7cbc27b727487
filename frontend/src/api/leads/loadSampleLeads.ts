import { samplesLoadedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newIdempotencyKey, request } from '../http.ts';
import { refreshLeadLists } from './leadCache.ts';

export const loadSampleLeads = (): Promise<{ created: number; skipped: number }> =>
  request('/leads/samples', {
    method: 'POST',
    headers: { 'idempotency-key': newIdempotencyKey() },
    schema: samplesLoadedSchema,
  });

export const useLoadSampleLeads = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: loadSampleLeads, onSuccess: () => refreshLeadLists(client) });
};
