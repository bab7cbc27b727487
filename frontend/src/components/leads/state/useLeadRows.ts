import type { Lead } from '@tinygenesy/contract';
import { useMemo } from 'react';
import { useLeadCount } from '../../../api/leads/getLeadCount.ts';
import { useLeads } from '../../../api/leads/getLeads.ts';
import type { ListState } from './listState.ts';

const noLeads: Lead[] = [];

/** Loaded leads of a view, and the number of leads that match. */
export const useLeadRows = (view: ListState) => {
  const query = useLeads(view);
  const count = useLeadCount(view.filter);
  const pages = query.data?.pages;
  const leads = useMemo(() => pages?.flatMap((page) => page.leads) ?? noLeads, [pages]);
  const ids = useMemo(() => leads.map(({ id }) => id), [leads]);
  return {
    query,
    pages,
    leads,
    ids,
    total: count.data?.total ?? leads.length,
    totalIsAtLeast: count.data?.isAtLeast ?? false,
  };
};

export type LeadRows = ReturnType<typeof useLeadRows>;
