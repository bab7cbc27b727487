import { type Lead, type PhoneLookupStarted, phoneLookupStartedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { leadKey } from '../leads/getLead.ts';
import { request } from '../http.ts';
import { putLeads, restoreLead } from '../leads/leadCache.ts';

export const startPhoneLookup = (leadId: number, force: boolean): Promise<PhoneLookupStarted> =>
  request(`/leads/${leadId}/phone-lookup`, { method: 'POST', body: { force }, schema: phoneLookupStartedSchema });

/** Looks up one lead's phone number. The cell shows "waiting" at once; events bring the later states. */
export const useStartPhoneLookup = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ lead, force = false }: { lead: Lead; force?: boolean }) => startPhoneLookup(lead.id, force),
    onMutate: ({ lead, force = false }) => {
      const waits = lead.phoneStatus !== 'queued' && lead.phoneStatus !== 'asking';
      const costsNothing = lead.phoneStatus === 'found' && !force;
      if (waits && !costsNothing) putLeads(client, [{ ...lead, phoneStatus: 'queued', phoneDetail: null }]);
      return Date.now();
    },
    onSuccess: (_started, { lead }) => client.invalidateQueries({ queryKey: leadKey(lead.id) }),
    onError: (_error, { lead }, updatedAtMs = 0) => restoreLead(client, lead, updatedAtMs),
  });
};
