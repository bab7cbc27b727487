import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNote } from './ErrorNote.tsx';
import { Working } from './Working.tsx';

type LoadedProps<T> = {
  query: Pick<UseQueryResult<T>, 'data' | 'isError' | 'error' | 'refetch'>;
  loading: string;
  failed: string;
  children: (data: T) => ReactNode;
};

/** The data of a query, as `children` show it; until then that it is loading, or why it could not be loaded. */
export const Loaded = <T,>({ query, loading, failed, children }: LoadedProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorNote what={failed} error={query.error} onRetry={() => void query.refetch()} />;
  return <Working>{loading}</Working>;
};
