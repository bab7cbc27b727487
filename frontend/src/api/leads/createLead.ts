import { type Lead, type LeadCreate, leadSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { refreshLeadLists } from './leadCache.ts';

export const createLead = (lead: LeadCreate): Promise<Lead> =>
  request('/leads', { method: 'POST', body: lead, schema: leadSchema });

export const useCreateLead = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: createLead, onSuccess: () => refreshLeadLists(client) });
};
