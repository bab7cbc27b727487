import type { Lead, LeadList, LeadWithLookup } from '@tinygenesy/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { fetchAgain } from '../live/fetchAgain.ts';
import { deletionsKey } from './getDeletions.ts';
import { leadCountsKey } from './getLeadCount.ts';
import { leadKey } from './getLead.ts';
import { leadListsKey } from './getLeads.ts';
import { newestLead } from '../newest.ts';

export type LeadPages = InfiniteData<LeadList, string | null>;

/**
 * Replaces older states of leads in the pages and removes deleted leads. Rows keep their place. Unchanged rows and
 * pages stay the same objects, so that only changed rows render again.
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
      if (next !== undefined && next !== lead && lead.version <= next.version) {
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

const patchLists = (client: QueryClient, changed: ReadonlyMap<number, Lead>, deleted: ReadonlySet<number>): void => {
  client.setQueriesData<LeadPages>({ queryKey: leadListsKey }, (data) =>
    data === undefined ? undefined : patchLeadPages(data, changed, deleted),
  );
};

/** Updates leads wherever the cache has an older state of them. */
export const putLeads = (client: QueryClient, leads: readonly Lead[]): void => {
  if (leads.length === 0) return;
  patchLists(client, new Map(leads.map((lead) => [lead.id, lead])), new Set());
  for (const lead of leads) {
    client.setQueryData<LeadWithLookup>(leadKey(lead.id), (known) =>
      known === undefined || known.version > lead.version ? known : { ...known, ...lead },
    );
  }
};

/**
 * Reverts an optimistic update after its request failed. A state that an event brought meanwhile stays.
 * @param lead the state before the update
 * @param updatedAtMs when the cache was updated
 */
export const restoreLead = (client: QueryClient, lead: Lead, updatedAtMs: number): void =>
  putLeads(client, [newestLead(lead, updatedAtMs)]);

/** Removes deleted leads from the lists. */
export const dropLeads = (client: QueryClient, ids: readonly number[]): void => {
  if (ids.length > 0) patchLists(client, new Map(), new Set(ids));
};

/** Fetches the lists and counts on screen again now, and the others when they come on screen. */
export const refreshLeadLists = async (client: QueryClient): Promise<void> => {
  await Promise.all([
    fetchAgain(client, { queryKey: leadListsKey }),
    fetchAgain(client, { queryKey: leadCountsKey }),
    fetchAgain(client, { queryKey: deletionsKey }),
  ]);
};
