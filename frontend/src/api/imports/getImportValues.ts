import { type ImportValueField, type ImportValues, importValuesSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

const pollMs = 1_000;

export const getImportValues = (id: number, field: ImportValueField, signal?: AbortSignal): Promise<ImportValues> =>
  request(`/imports/${id}/values${queryString({ field })}`, { schema: importValuesSchema, signal });

/**
 * The distinct values of a draft's column, fetched again until all rows are counted.
 * @param basis settings that the values depend on
 */
export const importValuesOptions = (id: number, field: ImportValueField, basis: string) =>
  queryOptions({
    queryKey: ['imports', 'values', id, field, basis] as const,
    queryFn: ({ signal }) => getImportValues(id, field, signal),
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.complete === false ? pollMs : false),
  });
export const useImportValues = (id: number, field: ImportValueField, basis: string, isMapped: boolean) =>
  useQuery({ ...importValuesOptions(id, field, basis), enabled: isMapped });
