import { type Lead, leadSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { putLeads, restoreLead } from '../leads/leadCache.ts';

/** Verifies one email. Returns the lead with its status within five seconds. */
export const verifyLeadEmail = (leadId: number): Promise<Lead> =>
  request(`/leads/${leadId}/email-verification`, { method: 'POST', body: {}, schema: leadSchema });

/** Verifies one lead's email. The cell shows "checking…" at once. */
export const useVerifyLeadEmail = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (lead: Lead) => verifyLeadEmail(lead.id),
    onMutate: (lead) => putLeads(client, [{ ...lead, emailCheck: 'checking' }]),
    onSuccess: (lead) => putLeads(client, [lead]),
    onError: (_error, lead) => restoreLead(client, lead),
  });
};
