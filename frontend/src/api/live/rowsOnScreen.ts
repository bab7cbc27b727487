import type { QueryClient } from '@tanstack/react-query';
import { putLeads } from '../leads/leadCache.ts';
import { blockOptions, type BlockPlace, getBlock, type LeadBlock, type LeadsView } from '../leads/getLeads.ts';

/** The rows that the table shows now, so that a bulk change fetches only these. */
export type OnScreen = {
  view: LeadsView;
  places: readonly BlockPlace[];
  /** Runs when the server's list has other rows than the table. */
  onOtherRows: () => void;
};

const put = (client: QueryClient, { leads }: LeadBlock): void =>
  putLeads(
    client,
    leads.filter((lead) => lead !== null),
  );

/**
 * Updates rows that the server's list no longer has, because a job changed what the list is filtered by. Reads at most as
 * many leads of the jobs as the table shows blocks.
 */
const refreshMissing = async (
  client: QueryClient,
  { view, places }: OnScreen,
  missing: Set<number>,
  jobIds: readonly number[],
): Promise<void> => {
  for (const jobId of jobIds) {
    let cursor: string | null = null;
    for (let blocks = 0; blocks < places.length && missing.size > 0; blocks += 1) {
      const block: LeadBlock = await getBlock({ filter: { jobId }, sort: view.sort }, { cursor, until: null });
      put(client, block);
      for (const lead of block.leads) if (lead !== null) missing.delete(lead.id);
      cursor = block.nextCursor;
      if (cursor === null) break;
    }
  }
};

/**
 * Fetches the blocks on screen and updates their rows in place. No row moves, appears or disappears, because the user
 * may be about to click one. If the server's list has other rows now, calls `onOtherRows` instead.
 * @param jobIds the jobs that changed leads
 */
export const refreshRowsOnScreen = async (
  client: QueryClient,
  onScreen: OnScreen,
  jobIds: readonly number[],
): Promise<void> => {
  const { view, places, onOtherRows } = onScreen;
  const missing = new Set<number>();
  for (const place of places) {
    const { queryKey } = blockOptions(view, place);
    if (client.getQueryData(queryKey) === undefined) continue;
    const fresh = await getBlock(view, place);
    put(client, fresh);
    const ids = fresh.leads.map((lead) => lead?.id);
    const shown = client.getQueryData(queryKey)?.leads.map((lead) => lead?.id) ?? [];
    for (const id of shown) if (id !== undefined && !ids.includes(id)) missing.add(id);
    if (ids.join() !== shown.join()) onOtherRows();
  }
  if (missing.size > 0) await refreshMissing(client, onScreen, missing, jobIds);
};
