import type { LeadFilter, LeadSort } from '@tinygenesy/contract';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type ListState, readListState, writeListState } from './listState.ts';

/** The filter and sort of the table, stored in the address. */
export const useListState = () => {
  const [query, setQuery] = useSearchParams();
  const view = useMemo((): ListState => readListState(query), [query]);
  const change = (next: Partial<ListState>): void =>
    setQuery((before) => writeListState(before, { ...view, ...next }), { replace: true });
  return {
    view,
    setFilter: (filter: LeadFilter): void => change({ filter }),
    setSort: (sort: LeadSort): void => change({ sort }),
  };
};
