import { Button } from '@mantine/core';
import type { LeadRows } from '../state/useLeadRows.ts';
import classes from './LeadsTable.module.css';

/** A longer list scrolls on most screens, so its end has a label. */
const longList = 20;

/** Text below the last row: more leads are loading, loading failed, or the list ends. */
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
