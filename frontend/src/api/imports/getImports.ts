import { type ImportList, importListSchema } from '@tinygenesy/contract';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';
import { newestImport } from '../newest.ts';

export const importListKey = ['imports', 'list'] as const;

export const getImports = async (cursor: string | null, signal?: AbortSignal): Promise<ImportList> => {
  const sentAtMs = Date.now();
  const list = await request(`/imports${queryString({ limit: 50, cursor: cursor ?? undefined })}`, {
    schema: importListSchema,
    signal,
  });
  return { ...list, imports: list.imports.map((one) => newestImport(one, sentAtMs)) };
};

/** Pages of all imports, newest first. */
export const importsOptions = infiniteQueryOptions({
  queryKey: importListKey,
  queryFn: ({ pageParam, signal }) => getImports(pageParam, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});
export const useImports = (enabled = true) => useInfiniteQuery({ ...importsOptions, enabled });
