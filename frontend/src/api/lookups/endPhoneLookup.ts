import { useMutation, useQueryClient } from '@tanstack/react-query';
import { leadKey } from '../leads/getLead.ts';
import { request } from '../http.ts';

/** Ends a person's wish for this number; `everyone` ends the jobs' wish for it too. */
export const endPhoneLookup = (leadId: number, everyone: boolean): Promise<void> =>
  request(`/leads/${leadId}/phone-lookup`, { method: 'DELETE', body: { everyone } });

export const useEndPhoneLookup = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ leadId, everyone }: { leadId: number; everyone: boolean }) => endPhoneLookup(leadId, everyone),
    onSuccess: (_nothing, { leadId }) => client.invalidateQueries({ queryKey: leadKey(leadId) }),
  });
};
