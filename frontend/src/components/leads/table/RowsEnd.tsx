import { Button } from '@mantine/core';
import type { LeadRows } from '../state/useLeadRows.ts';
import classes from './LeadsTable.module.css';

/** A list longer than this scrolls on most screens: its end is labeled. */
const longList = 20;

/** Below the last row: whether more leads are loading, could not be loaded, or do not exist. */
export const RowsEnd = ({ query, rowCount, top }: { query: LeadRows['query']; rowCount: number; top: number }) => {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  return (
    <div className={classes['below']} style={{ top }}>
      {isFetchingNextPage ? 'Loading more leads…' : null}
      {isFetchNextPageError && !isFetchingNextPage ? (
        <>
          Couldn’t load more leads.
          <Button size="compact-xs" variant="subtle" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </>
      ) : null}
      {!hasNextPage && rowCount > longList ? 'End of list' : null}
    </div>
  );
};
