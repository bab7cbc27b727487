import { type ImportRows, importRowsSchema } from '@tinygenesy/contract';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

/** Filter of rows: by a problem (its code, or `any`; in one field) and by row result. */
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
 * Pages of the rows of an import.
 * @param basis what the rows depend on: the settings of a draft, or the state of an import. Null while the server has no
 *   settings, which disables the query
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
