import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** What is open over a screen is not part of the place to return to. */
const opened = ['lead', 'import', 'importStep'];
const lastSearch = new Map<string, string>();

const withoutOpened = (search: string): string => {
  const query = new URLSearchParams(search);
  for (const name of opened) query.delete(name);
  return query.toString();
};

/**
 * Remembers the filters and the sort of each screen, so that its entry in the menu returns to them. The entry of the
 * screen that is shown leads to the screen without filters.
 * @returns the query for a screen's entry
 */
export const useLastSearch = (): ((pathname: string) => string) => {
  const { pathname, search } = useLocation();
  useEffect(() => {
    lastSearch.set(pathname, withoutOpened(search));
  }, [pathname, search]);
  return (to) => (to === pathname ? '' : (lastSearch.get(to) ?? ''));
};
