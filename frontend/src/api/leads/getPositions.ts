import { type LeadPositions, leadPositionsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { blockRows, filterQuery, type LeadsView } from './getLeads.ts';

export const leadPositionsKey = ['leads', 'positions'] as const;

/** The cursors of all blocks of a view after its first one, so that any of them can be read alone. */
const positionsOptions = (view: LeadsView, after: string | null, isNeeded: boolean) =>
  queryOptions({
    queryKey: [...leadPositionsKey, view, after] as const,
    queryFn: ({ signal }): Promise<LeadPositions> => {
      const query = queryString({
        ...filterQuery(view.filter),
        sort: view.sort,
        step: blockRows,
        cursor: after ?? undefined,
      });
      return request(`/leads/positions${query}`, { schema: leadPositionsSchema, signal });
    },
    enabled: isNeeded && after !== null,
    // While the list is read again, its rows keep their places.
    placeholderData: (previous, query) =>
      JSON.stringify(query?.queryKey[2]) === JSON.stringify(view) ? previous : undefined,
  });
export const usePositions = (view: LeadsView, after: string | null, isNeeded: boolean) =>
  useQuery(positionsOptions(view, after, isNeeded));
