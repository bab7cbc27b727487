import { createContext, useContext, useMemo } from 'react';
import { piecesOf } from '../../../words/searchMatch.ts';

/** The search of the table, for its cells. */
export type TableSearch = {
  /** What the leads were searched for; empty: no search. */
  pieces: readonly string[];
  /** The ids of the columns on screen. */
  shown: ReadonlySet<string>;
};

export const SearchContext = createContext<TableSearch>({ pieces: [], shown: new Set() });
export const useTableSearch = (): TableSearch => useContext(SearchContext);

/** Keeps its identity while search and columns stay, so that cells do not render again. */
export const useCreateTableSearch = (q: string | undefined, columns: readonly { id: string }[]): TableSearch => {
  const shownIds = columns.map(({ id }) => id).join('\n');
  return useMemo(() => ({ pieces: piecesOf(q), shown: new Set(shownIds.split('\n')) }), [q, shownIds]);
};
