import { type ImportRows, importRowsSchema } from '@tinygenesy/contract';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

/** Which rows: those with a problem (its code, or `any`; of one field), those with a fate; all without both. */
export type ImportRowsView = { problem?: string; field?: string; state?: string };

export const getImportRows = (
  id: number,
  view: ImportRowsView,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ImportRows> =>
  request(`/imports/${id}/rows${queryString({ ...view, limit: 100, cursor: cursor ?? undefined })}`, {
    schema: importRowsSchema,
    signal,
  });

/**
 * The rows of an import, page after page. `basis` is what the server judges them by (settings of a draft, state of an
 * import): another basis, other rows. Null: the server does not know it yet, so nothing is asked.
 */
export const importRowsOptions = (id: number, view: ImportRowsView, basis: string | null) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'rows', id, view, basis] as const,
    queryFn: ({ pageParam, signal }) => getImportRows(id, view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    gcTime: 0,
    enabled: basis !== null,
  });
export const useImportRows = (id: number, view: ImportRowsView, basis: string | null) =>
  useInfiniteQuery(importRowsOptions(id, view, basis));
