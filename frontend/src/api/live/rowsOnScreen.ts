import type { QueryClient } from '@tanstack/react-query';
import { putLeads } from '../leads/leadCache.ts';
import { blockOptions, type BlockPlace, getBlock, type LeadsView } from '../leads/getLeads.ts';

/** The rows that the table shows now, so that a bulk change fetches only these. */
export type OnScreen = {
  view: LeadsView;
  places: readonly BlockPlace[];
  /** Runs when the server's list has other rows than the table. */
  onOtherRows: () => void;
};

/**
 * Fetches the blocks on screen and updates their rows in place. No row moves, appears or disappears, because the user
 * may be about to click one. If the server's list has other rows now, calls `onOtherRows` instead.
 */
export const refreshRowsOnScreen = async (
  client: QueryClient,
  { view, places, onOtherRows }: OnScreen,
): Promise<void> => {
  for (const place of places) {
    const { queryKey } = blockOptions(view, place);
    if (client.getQueryData(queryKey) === undefined) continue;
    const fresh = await getBlock(view, place);
    putLeads(
      client,
      fresh.leads.filter((lead) => lead !== null),
    );
    const shown = client.getQueryData(queryKey);
    if (fresh.leads.map((lead) => lead?.id).join() !== shown?.leads.map((lead) => lead?.id).join()) onOtherRows();
  }
};
