import { type FacetField, type LeadFilter, leadFacetSchema } from '@tinygenesy/contract';
import { useQuery } from '@tanstack/react-query';
import { filterQuery } from './getLeads.ts';
import { queryString, request } from '../http.ts';

const staleMs = 15_000;

/**
 * The leads of each value of a field, most first, among the leads that match the other filters.
 * @param enabled whether the counts are visible: they read all leads
 */
export const useLeadFacet = (field: FacetField, filter: LeadFilter, enabled: boolean) =>
  useQuery({
    queryKey: ['leads', 'facet', field, filter] as const,
    queryFn: async ({ signal }) =>
      request(`/leads/facets${queryString({ ...filterQuery(filter), field })}`, {
        schema: leadFacetSchema,
        signal,
      }),
    enabled,
    staleTime: staleMs,
  });
