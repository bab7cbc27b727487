import { type LeadFilter, type LeadList, leadListSchema, type LeadSort } from '@tinygenesy/contract';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { newestLead } from '../newest.ts';

export type LeadsView = { filter: LeadFilter; sort: LeadSort };
export const leadListsKey = ['leads', 'list'] as const;
const leadsPageSize = 100;

export const filterQuery = (
  filter: LeadFilter,
): Record<string, string | number | boolean | readonly string[] | undefined> => ({
  ...filter,
});

export const getLeads = async (
  { filter, sort }: LeadsView,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<LeadList> => {
  const query = queryString({
    ...filterQuery(filter),
    sort,
    limit: leadsPageSize,
    cursor: cursor ?? undefined,
  });
  const sentAtMs = Date.now();
  const page = await request(`/leads${query}`, { schema: leadListSchema, signal });
  return { ...page, leads: page.leads.map((lead) => newestLead(lead, sentAtMs)) };
};

/** Pages of the leads of a view. */
const leadsOptions = (view: LeadsView) =>
  infiniteQueryOptions({
    queryKey: [...leadListsKey, view] as const,
    queryFn: ({ pageParam, signal }) => getLeads(view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
export const useLeads = (view: LeadsView) => useInfiniteQuery(leadsOptions(view));
