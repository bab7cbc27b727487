import type { Lead, LeadList, LeadWithLookup } from '@tinygenesy/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { fetchAgain } from '../live/fetchAgain.ts';
import { leadCountsKey } from './getLeadCount.ts';
import { leadKey } from './getLead.ts';
import { leadListsKey } from './getLeads.ts';
import { isNewerLead } from '../newest.ts';

export type LeadPages = InfiniteData<LeadList, string | null>;

/**
 * The pages with these leads in the place of older ones and without the deleted ones. Rows never change their
 * place, and what did not change stays the same object, so that only changed rows draw again.
 */
export const patchLeadPages = (
  data: LeadPages,
  changed: ReadonlyMap<number, Lead>,
  deleted: ReadonlySet<number>,
): LeadPages => {
  let anyPage = false;
  const pages = data.pages.map((page) => {
    let anyRow = false;
    const leads: Lead[] = [];
    for (const lead of page.leads) {
      if (deleted.has(lead.id)) {
        anyRow = true;
        continue;
      }
      const next = changed.get(lead.id);
      if (next !== undefined && next !== lead && !isNewerLead(lead, next)) {
        anyRow = true;
        leads.push(next);
      } else leads.push(lead);
    }
    if (!anyRow) return page;
    anyPage = true;
    return { ...page, leads };
  });
  return anyPage ? { ...data, pages } : data;
};

const byId = (leads: readonly Lead[]): Map<number, Lead> => new Map(leads.map((lead) => [lead.id, lead]));

/** Puts later states of leads wherever the cache shows them. */
export const putLeads = (client: QueryClient, leads: readonly Lead[]): void => {
  if (leads.length === 0) return;
  const changed = byId(leads);
  client.setQueriesData<LeadPages>({ queryKey: leadListsKey }, (data) =>
    data === undefined ? undefined : patchLeadPages(data, changed, new Set()),
  );
  for (const lead of leads) {
    client.setQueryData<LeadWithLookup>(leadKey(lead.id), (known) =>
      known === undefined || isNewerLead(known, lead) ? known : { ...known, ...lead },
    );
  }
};

/** Takes back what was shown ahead of the server's word; what events told since stays. */
export const restoreLead = (client: QueryClient, lead: Lead): void => putLeads(client, [lead]);

export const dropLeads = (client: QueryClient, ids: readonly number[]): void => {
  if (ids.length === 0) return;
  const deleted = new Set(ids);
  client.setQueriesData<LeadPages>({ queryKey: leadListsKey }, (data) =>
    data === undefined ? undefined : patchLeadPages(data, new Map(), deleted),
  );
};

/** Fetches the lists and counts on screen again, and the others when they come on screen. */
export const refreshLeadLists = async (client: QueryClient): Promise<void> => {
  await Promise.all([fetchAgain(client, { queryKey: leadListsKey }), fetchAgain(client, { queryKey: leadCountsKey })]);
};
