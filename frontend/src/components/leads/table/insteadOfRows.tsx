import type { ReactNode } from 'react';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import type { LeadRows } from '../state/useLeadRows.ts';
import { NoLeads } from './NoLeads.tsx';
import { NoMatch } from './NoMatch.tsx';

type InsteadOfRowsProps = { leadRows: LeadRows; isFiltered: boolean; onClearFilter: () => void };

/** What stands in the place of the rows: the leads are loading, could not be loaded, or there are none. Else null. */
export const insteadOfRows = ({ leadRows, isFiltered, onClearFilter }: InsteadOfRowsProps): ReactNode => {
  const { query, leads } = leadRows;
  if (query.isPending) {
    return query.failureReason === null ? (
      <Working>Loading leads…</Working>
    ) : (
      <ErrorNote what="The leads can’t be loaded at the moment" error={query.failureReason} />
    );
  }
  if (leads.length > 0) return null;
  if (query.isError) {
    return <ErrorNote what="The leads could not be loaded" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.isPlaceholderData || query.hasNextPage) return null;
  return isFiltered ? <NoMatch onClear={onClearFilter} /> : <NoLeads />;
};
