import type { Lead, LeadWithLookup } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { fetchAgain } from '../live/fetchAgain.ts';
import { deletionsKey } from './getDeletions.ts';
import { leadCountsKey } from './getLeadCount.ts';
import { leadKey } from './getLead.ts';
import { type LeadBlock, leadListsKey } from './getLeads.ts';
import { leadPositionsKey } from './getPositions.ts';
import { newestLead } from '../newest.ts';

/**
 * Replaces older states of leads in a block. A deleted lead leaves null. Unchanged rows, and a block without changes, stay
 * the same objects, so that only changed rows render again.
 */
export const patchBlock = (
  block: LeadBlock,
  changed: ReadonlyMap<number, Lead>,
  deleted: ReadonlySet<number>,
): LeadBlock => {
  let isChanged = false;
  const leads = block.leads.map((lead) => {
    if (lead === null) return null;
    const next = deleted.has(lead.id) ? null : (changed.get(lead.id) ?? lead);
    if (next === lead || (next !== null && next.version < lead.version)) return lead;
    isChanged = true;
    return next;
  });
  return isChanged ? { ...block, leads } : block;
};

const patchLists = (client: QueryClient, changed: ReadonlyMap<number, Lead>, deleted: ReadonlySet<number>): void => {
  client.setQueriesData<LeadBlock>({ queryKey: leadListsKey }, (block) =>
    block === undefined ? undefined : patchBlock(block, changed, deleted),
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

/** Takes deleted leads out of the lists. */
export const dropLeads = (client: QueryClient, ids: readonly number[]): void => {
  if (ids.length > 0) patchLists(client, new Map(), new Set(ids));
};

/** Fetches the lists and counts on screen again now, and the others when they come on screen. */
export const refreshLeadLists = async (client: QueryClient): Promise<void> => {
  // Blocks that nobody looks at would keep their old rows.
  client.removeQueries({ queryKey: leadListsKey, type: 'inactive' });
  const keys = [leadListsKey, leadCountsKey, leadPositionsKey, deletionsKey];
  await Promise.all(keys.map((queryKey) => fetchAgain(client, { queryKey })));
};
