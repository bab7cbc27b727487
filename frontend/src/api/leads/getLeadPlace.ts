import { leadPlaceSchema } from '@tinygenesy/contract';
import { useQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { filterQuery, type LeadsView } from './getLeads.ts';
import { leadPositionsKey } from './getPositions.ts';

/**
 * The place of a lead in a list, from 1; null: it is not in the list.
 * @param leadId null: no lead is looked for
 */
export const useLeadPlace = (view: LeadsView, leadId: number | null) =>
  useQuery({
    // It changes when the positions do.
    queryKey: [...leadPositionsKey, view, 'place', leadId] as const,
    queryFn: async ({ signal }): Promise<number | null> => {
      const query = queryString({ ...filterQuery(view.filter), sort: view.sort });
      return (await request(`/leads/${leadId}/place${query}`, { schema: leadPlaceSchema, signal })).place;
    },
    enabled: leadId !== null,
  });
