import { Button } from '@mantine/core';
import type { LeadRows } from '../state/useLeadRows.ts';
import classes from './LeadsTable.module.css';

/** Above this many rows the end of the list is worth saying. */
const longList = 20;

/** Below the last row: whether more leads are loading, could not be loaded, or do not exist. */
export const RowsEnd = ({ query, rowCount, top }: { query: LeadRows['query']; rowCount: number; top: number }) => {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  return (
    <div className={classes['below']} style={{ top }}>
      {isFetchingNextPage ? 'Loading more leads…' : null}
      {isFetchNextPageError && !isFetchingNextPage ? (
        <>
          More leads could not be loaded.
          <Button size="compact-xs" variant="subtle" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </>
      ) : null}
      {!hasNextPage && rowCount > longList ? 'That is all.' : null}
    </div>
  );
};
