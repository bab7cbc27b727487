import { useMutation, useQueryClient } from '@tanstack/react-query';
import { leadKey } from '../leads/getLead.ts';
import { request } from '../http.ts';

/** Cancels the users' lookup requests for a lead. `everyone` also cancels the jobs' requests. */
export const endPhoneLookup = (leadId: number, everyone: boolean): Promise<void> =>
  request(`/leads/${leadId}/phone-lookup`, { method: 'DELETE', body: { everyone } });

export const useEndPhoneLookup = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ leadId, everyone }: { leadId: number; everyone: boolean }) => endPhoneLookup(leadId, everyone),
    onSuccess: (_nothing, { leadId }) => client.invalidateQueries({ queryKey: leadKey(leadId) }),
  });
};
