import { type ImportDetail, importDetailSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';
import { newestImport } from '../newest.ts';

export const importKey = (id: number) => ['imports', 'one', id] as const;
export const getImport = async (id: number, signal?: AbortSignal): Promise<ImportDetail> => {
  const sentAtMs = Date.now();
  const detail = await request(`/imports/${id}`, {
    schema: importDetailSchema,
    signal,
  });
  return newestImport(detail, sentAtMs);
};

/** One import with the reading of its file and its settings. */
export const importOptions = (id: number) =>
  queryOptions({ queryKey: importKey(id), queryFn: ({ signal }) => getImport(id, signal) });
export const useImport = (id: number) => useQuery(importOptions(id));
