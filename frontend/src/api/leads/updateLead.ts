import { type Lead, type LeadPatch, leadSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../ApiProblem.ts';
import { getLead, leadKey } from './getLead.ts';
import { leadHistoryKey } from './getLeadHistory.ts';
import { request } from '../http.ts';
import { newestLead } from '../newest.ts';
import { putLeads } from './leadCache.ts';

type LeadUpdate = { id: number; version: number; patch: LeadPatch };

/** Changes fields of a lead. Fails with status 412 if the lead has another version by now. */
const updateLead = async ({ id, version, patch }: LeadUpdate): Promise<Lead> => {
  const sentAtMs = Date.now();
  const saved = await request(`/leads/${id}`, {
    method: 'PATCH',
    body: patch,
    headers: { 'if-match': String(version) },
    schema: leadSchema,
  });
  return newestLead(saved, sentAtMs);
};

export const useUpdateLead = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: updateLead,
    onSuccess: async (lead) => {
      putLeads(client, [lead]);
      await client.invalidateQueries({ queryKey: leadHistoryKey(lead.id) });
      await client.invalidateQueries({ queryKey: leadKey(lead.id) });
    },
    onError: async (error, { id }) => {
      // The screen shows an old version: fetch the current one.
      if (error instanceof ApiProblem && error.status === 412) {
        const current = await client.fetchQuery({ queryKey: leadKey(id), queryFn: () => getLead(id), staleTime: 0 });
        putLeads(client, [current]);
      }
    },
  });
};
