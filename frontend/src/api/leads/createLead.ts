import { type Lead, type LeadCreate, leadSchema } from '@tinygenesy/contract';
import { request } from '../http.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const createLead = (lead: LeadCreate): Promise<Lead> =>
  request('/leads', { method: 'POST', body: lead, schema: leadSchema });

export const useCreateLead = () => useLeadListMutation(createLead);
