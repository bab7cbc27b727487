import type { ReactNode } from 'react';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { QueryError } from '../../shell/QueryError.tsx';
import { Working } from '../../shell/Working.tsx';
import type { LeadRows } from '../state/useLeadRows.ts';
import { NoLeads } from './NoLeads.tsx';
import { NoMatch } from './NoMatch.tsx';

type InsteadOfRowsProps = { leadRows: LeadRows; isFiltered: boolean; onClearFilter: () => void };

/** Replaces the rows while leads load, when loading failed, and when there are none. Returns null when there are rows. */
export const insteadOfRows = ({ leadRows, isFiltered, onClearFilter }: InsteadOfRowsProps): ReactNode => {
  const { query, leads } = leadRows;
  if (query.isPending) {
    return query.failureReason === null ? (
      <Working>Loading leads…</Working>
    ) : (
      <ErrorNote what="Couldn’t load the leads. Trying again…" error={query.failureReason} />
    );
  }
  if (leads.length > 0) return null;
  if (query.isError) {
    return <QueryError query={query} failed="Couldn’t load the leads" />;
  }
  if (query.isPlaceholderData || query.hasNextPage) return null;
  return isFiltered ? <NoMatch onClear={onClearFilter} /> : <NoLeads />;
};
