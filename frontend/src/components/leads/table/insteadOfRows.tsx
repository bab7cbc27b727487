import type { ReactNode } from 'react';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { QueryError } from '../../shell/QueryError.tsx';
import type { LeadRows } from '../state/useLeadRows.ts';
import { NoLeads } from './NoLeads.tsx';
import { NoMatch } from './NoMatch.tsx';

type InsteadOfRowsProps = { leadRows: LeadRows; isFiltered: boolean; onClearFilter: () => void };

/** Replaces the rows when loading failed, and when there are none. Returns null when there are rows, or they load. */
export const insteadOfRows = ({ leadRows, isFiltered, onClearFilter }: InsteadOfRowsProps): ReactNode => {
  const { query, rowCount } = leadRows;
  if (query.isPending) {
    return query.failureReason === null ? null : (
      <ErrorNote what="Couldn’t load the leads. Trying again…" error={query.failureReason} />
    );
  }
  if (query.isError && query.data === undefined) return <QueryError query={query} failed="Couldn’t load the leads" />;
  if (rowCount > 0 || query.isPlaceholderData) return null;
  return isFiltered ? <NoMatch onClear={onClearFilter} /> : <NoLeads />;
};
