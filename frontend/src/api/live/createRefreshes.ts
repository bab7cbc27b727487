import type { QueryClient } from '@tanstack/react-query';
import { allCorrectionsKey } from '../emails/emailCorrections.ts';
import { deletionsKey } from '../leads/getDeletions.ts';
import { leadCountsKey } from '../leads/getLeadCount.ts';
import { leadListsKey } from '../leads/getLeads.ts';
import { throttle } from '../throttle.ts';
import { fetchAgain } from './fetchAgain.ts';
import { type OnScreen, refreshRowsOnScreen } from './rowsOnScreen.ts';

/** Fetches that events cause. Each is throttled, because a job sends many events a second. */
export const createRefreshes = (client: QueryClient, onScreen: () => OnScreen | null) => {
  const messages: () => void = throttle(2_000, () => {
    // A count over many leads takes longer than the pause between changes: it ends first, then runs again.
    if (client.isFetching({ queryKey: ['messages'] }) > 0) messages();
    else void client.invalidateQueries({ queryKey: ['messages'], refetchType: 'active' });
  });
  const changedBy = new Set<number>();
  const rowsOnScreen = throttle(1_000, () => {
    const shown = onScreen();
    const jobIds = [...changedBy];
    changedBy.clear();
    // A failed refresh loses nothing: the next event or the reconnect fetches the rows.
    if (shown !== null) refreshRowsOnScreen(client, shown, jobIds).catch(() => undefined);
  });
  return {
    /** Rows that a job changed. */
    rowsOnScreen: (jobId: number): void => {
      changedBy.add(jobId);
      rowsOnScreen();
    },
    counts: throttle(3_000, () => {
      void fetchAgain(client, { queryKey: leadCountsKey });
      void fetchAgain(client, { queryKey: deletionsKey });
    }),
    /** A changed lead may match another filter now; the unfiltered total stays. */
    filteredCounts: throttle(
      3_000,
      () =>
        void fetchAgain(client, {
          queryKey: leadCountsKey,
          predicate: ({ queryKey }) => Object.keys(queryKey[2] ?? {}).length > 0,
        }),
    ),
    /** New rows exist: the table decides whether they appear now, other lists are fetched when they are opened. */
    otherRows: throttle(1_500, () => {
      void client.invalidateQueries({ queryKey: leadListsKey, refetchType: 'none' });
      onScreen()?.onOtherRows();
    }),
    /** Previews, origins and counts of messages, which depend on the fields of leads. */
    messages,
    /** Corrections that a verification suggests: a changed lead may have taken its own. */
    corrections: throttle(1_000, () => void fetchAgain(client, { queryKey: allCorrectionsKey })),
    openLead: throttle(250, () => {
      void fetchAgain(client, { queryKey: ['leads', 'one'], refetchType: 'active' });
      void fetchAgain(client, { queryKey: ['leads', 'history'], refetchType: 'active' });
    }),
  };
};

export type Refreshes = ReturnType<typeof createRefreshes>;
