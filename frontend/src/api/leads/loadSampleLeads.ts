import { samplesLoadedSchema } from '@tinygenesy/contract';
import { newIdempotencyKey, request } from '../http.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const loadSampleLeads = (): Promise<{ created: number; skipped: number }> =>
  request('/leads/samples', {
    method: 'POST',
    headers: { 'idempotency-key': newIdempotencyKey() },
    schema: samplesLoadedSchema,
  });

export const useLoadSampleLeads = () => useLeadListMutation(loadSampleLeads);
