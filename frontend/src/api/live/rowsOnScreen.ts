import type { QueryClient } from '@tanstack/react-query';
import { type LeadPages, putLeads } from '../leads/leadCache.ts';
import { getLeads, leadListsKey, type LeadsView } from '../leads/getLeads.ts';

/** The rows that the table shows now, so that a bulk change fetches only these. */
export type OnScreen = {
  view: LeadsView;
  pageIndexes: readonly number[];
  /** Runs when the server's list has other rows than the table. */
  onOtherRows: () => void;
};

/**
 * Fetches the pages on screen and updates their rows in place. No row moves, appears or disappears, because the user
 * may be about to click one. If the server's list has other rows now, calls `onOtherRows` instead.
 */
export const refreshRowsOnScreen = async (
  client: QueryClient,
  { view, pageIndexes, onOtherRows }: OnScreen,
): Promise<void> => {
  const data = client.getQueryData<LeadPages>([...leadListsKey, view]);
  for (const index of pageIndexes) {
    const shown = data?.pages[index];
    const cursor = data?.pageParams[index];
    if (shown === undefined || cursor === undefined) continue;
    const fresh = await getLeads(view, cursor);
    putLeads(client, fresh.leads);
    if (fresh.leads.map(({ id }) => id).join() !== shown.leads.map(({ id }) => id).join()) onOtherRows();
  }
};
