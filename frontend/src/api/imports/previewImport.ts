import { type ImportDetail, type ImportPreview, importPreviewSchema, type ImportSettings } from '@tinygenesy/contract';
import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { importKey } from './getImport.ts';
import { queryString, request } from '../http.ts';

/** Pause between requests while the server is still counting. */
const pollMs = 400;
/** Small files are counted within this time. Larger files show the progress of the counting. */
const countWaitMs = 800;

/**
 * Previews an import with these settings, which the server saves in the draft.
 * @param waitMs time limit for the counting. After it the server responds with the counts so far; 0 responds at once with a
 *   new reading
 */
export const previewImport = (
  id: number,
  settings: ImportSettings,
  waitMs: number,
  signal?: AbortSignal,
): Promise<ImportPreview> =>
  request(`/imports/${id}/preview${queryString({ waitMs })}`, {
    method: 'POST',
    body: settings,
    schema: importPreviewSchema,
    signal,
  });

/** Updates the draft in the cache, so that a user who returns to it continues from there. */
export const keepDraft = (client: QueryClient, id: number, { reading, settings }: ImportPreview): void => {
  client.setQueryData<ImportDetail>(importKey(id), (known) =>
    known === undefined ? undefined : { ...known, reading, settings },
  );
};

/** Counts of an import, fetched again until the server has read the whole file. */
export const importPreviewOptions = (id: number, settings: ImportSettings) =>
  queryOptions({
    queryKey: ['imports', 'preview', id, settings] as const,
    queryFn: async ({ signal, client }) => {
      const preview = await previewImport(id, settings, countWaitMs, signal);
      keepDraft(client, id, preview);
      return preview;
    },
    // An old preview is wrong after leads have changed.
    gcTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.complete === false ? pollMs : false),
  });
export const useImportPreview = (id: number, settings: ImportSettings) => useQuery(importPreviewOptions(id, settings));
