import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** One value of the address, as an open lead or the open tray: what it is, and how to change it (null removes it). */
export const useParam = (name: string): [value: string | null, set: (value: string | null) => void] => {
  const [query, setQuery] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const set = useCallback(
    (value: string | null) =>
      setQuery(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        // What is too long for the address goes with it.
        { state },
      ),
    [name, setQuery, state],
  );
  return [query.get(name), set];
};
