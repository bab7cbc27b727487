import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshLeadLists } from '../../../api/leads/leadCache.ts';
import { useLive } from '../../../api/live/liveContext.ts';
import type { ListState } from './listState.ts';
import type { LeadRows } from './useLeadRows.ts';
import type { RowsInSight } from './useRowsInSight.ts';
import { useResetOnChange } from './useResetOnChange.ts';

/**
 * Registers the rows on screen for live changes. New rows appear at once while the table is at its top without the
 * pointer over it; otherwise the user shows them with `showChanges`.
 */
export const useLiveRows = (view: ListState, { places, leads }: LeadRows, sight: RowsInSight) => {
  const client = useQueryClient();
  const live = useLive();
  const [hasChanged, setHasChanged] = useState(false);
  useResetOnChange(JSON.stringify(view.filter), () => setHasChanged(false));
  const isEmpty = leads.length === 0;

  useEffect(() => {
    if (live === null) return;
    live.setOnScreen(() => ({
      view,
      places,
      onOtherRows: () => {
        if (isEmpty || sight.isUntouched()) void refreshLeadLists(client);
        else setHasChanged(true);
      },
    }));
    return () => live.setOnScreen(null);
  });

  return {
    /** Whether the server has rows that the table does not show yet. */
    hasChanged,
    showChanges: (): void => {
      setHasChanged(false);
      sight.scrollToTop();
      void refreshLeadLists(client);
    },
  };
};

export type LiveRows = ReturnType<typeof useLiveRows>;
