import { type Lead, leadSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { putLeads, restoreLead } from '../leads/leadCache.ts';
import { newestLead } from '../newest.ts';

/** Verifies one email. Returns the lead with its status within five seconds. */
export const verifyLeadEmail = async (leadId: number): Promise<Lead> => {
  const sentAtMs = Date.now();
  const lead = await request(`/leads/${leadId}/email-verification`, { method: 'POST', body: {}, schema: leadSchema });
  return newestLead(lead, sentAtMs);
};

/** Verifies one lead's email. The cell shows "checking…" at once. */
export const useVerifyLeadEmail = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (lead: Lead) => verifyLeadEmail(lead.id),
    onMutate: (lead) => {
      putLeads(client, [{ ...lead, emailCheck: 'checking' }]);
      return Date.now();
    },
    onSuccess: (lead) => putLeads(client, [lead]),
    onError: (_error, lead, updatedAtMs = 0) => restoreLead(client, lead, updatedAtMs),
  });
};
