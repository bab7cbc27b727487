import { type Lead, type LeadFilter, type LeadList, leadListSchema, type LeadSort } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { newestLead } from '../newest.ts';

export type LeadsView = { filter: LeadFilter; sort: LeadSort };
export const leadListsKey = ['leads', 'list'] as const;
/** Number of rows in a block. */
export const blockRows = 100;

/** Where a block lies in its list: after a cursor, and up to another one. */
export type BlockPlace = { cursor: string | null; until: string | null };
const firstPlace: BlockPlace = { cursor: null, until: null };

/** Consecutive rows of a list. A lead that was deleted since leaves null, so that no other row moves. */
export type LeadBlock = {
  leads: readonly (Lead | null)[];
  nextCursor: string | null;
  /** More rows of this block are on their way. */
  isPartial?: true;
};

export const filterQuery = (
  filter: LeadFilter,
): Record<string, string | number | boolean | readonly string[] | undefined> => ({
  ...filter,
});

const getPage = async (
  { filter, sort }: LeadsView,
  { cursor, until }: BlockPlace,
  limit: number,
  signal?: AbortSignal,
): Promise<LeadList> => {
  const query = queryString({
    ...filterQuery(filter),
    sort,
    limit,
    cursor: cursor ?? undefined,
    until: until ?? undefined,
  });
  const sentAtMs = Date.now();
  const page = await request(`/leads${query}`, { schema: leadListSchema, signal });
  return { ...page, leads: page.leads.map((lead) => newestLead(lead, sentAtMs)) };
};

/**
 * Reads a block. The server may answer fewer leads than asked, because it limits the rows that a request scans.
 * @param onPart receives the leads so far, before the block is complete
 */
export const getBlock = async (
  view: LeadsView,
  place: BlockPlace,
  signal?: AbortSignal,
  onPart?: (block: LeadBlock) => void,
): Promise<LeadBlock> => {
  const leads: Lead[] = [];
  let { cursor } = place;
  for (;;) {
    const page = await getPage(view, { ...place, cursor }, blockRows - leads.length, signal);
    leads.push(...page.leads);
    cursor = page.nextCursor;
    if (cursor === null || leads.length >= blockRows) return { leads, nextCursor: cursor };
    if (leads.length > 0) onPart?.({ leads: [...leads], nextCursor: null, isPartial: true });
  }
};

/** One block of a view. It changes by events and by `refreshLeadLists` only, so that no row moves while scrolling. */
export const blockOptions = (view: LeadsView, place: BlockPlace) =>
  queryOptions({
    queryKey: [...leadListsKey, view, place] as const,
    queryFn: ({ signal, client, queryKey }) =>
      getBlock(view, place, signal, (part) => client.setQueryData<LeadBlock>(queryKey, part)),
    refetchOnMount: false,
  });

/** The first block of a view. */
export const useFirstLeads = (view: LeadsView) =>
  useQuery({ ...blockOptions(view, firstPlace), refetchOnMount: true, placeholderData: keepPreviousData });
