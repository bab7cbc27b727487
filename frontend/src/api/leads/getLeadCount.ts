import { type LeadFilter, leadListSchema } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { filterQuery } from './getLeads.ts';
import { queryString, request } from '../http.ts';

export type LeadCount = { total: number; isAtLeast: boolean };
export const leadCountsKey = ['leads', 'count'] as const;

const getLeadCount = async (filter: LeadFilter, signal?: AbortSignal): Promise<LeadCount> => {
  const query = queryString({ ...filterQuery(filter), limit: 1, count: true });
  const page = await request(`/leads${query}`, { schema: leadListSchema, signal });
  return { total: page.total ?? page.leads.length, isAtLeast: page.totalIsAtLeast ?? false };
};

/** Number of leads that match. A request apart from the pages: a count can be slower and changes on its own. */
const leadCountOptions = (filter: LeadFilter) =>
  queryOptions({
    queryKey: [...leadCountsKey, filter] as const,
    queryFn: ({ signal }) => getLeadCount(filter, signal),
    placeholderData: keepPreviousData,
  });
export const useLeadCount = (filter: LeadFilter) => useQuery(leadCountOptions(filter));
