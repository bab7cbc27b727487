import { useEffect } from 'react';
import type { LeadRows } from '../state/useLeadRows.ts';

/** Rows left below the last one drawn when the next page is fetched. */
const rowsAhead = 30;

/** Fetches the next page before the user scrolls to the end of the loaded rows. */
export const useNextPage = ({ query, leads }: LeadRows, lastDrawn: number): void => {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (lastDrawn >= leads.length - rowsAhead && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [lastDrawn, leads.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
};
