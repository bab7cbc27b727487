import { type LeadWithLookup, leadWithLookupSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';
import { newestLead } from '../newest.ts';

export const leadKey = (id: number) => ['leads', 'one', id] as const;
export const getLead = async (id: number, signal?: AbortSignal): Promise<LeadWithLookup> => {
  const sentAtMs = Date.now();
  return newestLead(await request(`/leads/${id}`, { schema: leadWithLookupSchema, signal }), sentAtMs);
};

/** One lead with the calls of its phone lookup. */
const leadOptions = (id: number) =>
  queryOptions({ queryKey: leadKey(id), queryFn: ({ signal }) => getLead(id, signal) });
export const useLead = (id: number) => useQuery(leadOptions(id));
