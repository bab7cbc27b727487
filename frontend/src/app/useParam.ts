import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** One query parameter of the address, such as the open lead. Setting null removes it. */
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
        // Keeps the history state, which holds sets too long for the address.
        { state },
      ),
    [name, setQuery, state],
  );
  return [query.get(name), set];
};
