import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNote } from './ErrorNote.tsx';
import { Working } from './Working.tsx';

type LoadedProps<T> = {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'failureReason' | 'refetch'>;
  loading: string;
  failed: string;
  /** Shows the error of a temporary failure while the request is retried. */
  showsRetries?: boolean;
  children: (data: T) => ReactNode;
};

/** Renders the data of a query with `children`. Before that: a loading text, or the error with a retry button. */
export const Loaded = <T,>({ query, loading, failed, showsRetries = false, children }: LoadedProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  const error = query.error ?? (showsRetries ? query.failureReason : null);
  if (error !== null) return <ErrorNote what={failed} error={error} onRetry={() => void query.refetch()} />;
  return <Working>{loading}</Working>;
};
