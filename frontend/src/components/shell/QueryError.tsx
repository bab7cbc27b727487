import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorNote } from './ErrorNote.tsx';

type QueryErrorProps = { query: Pick<UseQueryResult, 'error' | 'refetch'>; failed: string };

/** Error of a query with a button that retries it. Renders nothing without an error. */
export const QueryError = ({ query, failed }: QueryErrorProps) =>
  query.error === null ? null : <ErrorNote what={failed} error={query.error} onRetry={() => void query.refetch()} />;
