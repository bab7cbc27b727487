import { type ImportDetail, type ImportPreview, importPreviewSchema, type ImportSettings } from '@tinygenesy/contract';
import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { importKey } from './getImport.ts';
import { queryString, request } from '../http.ts';

/** While the server still counts, it is asked how far it is this often. */
const askAgainAfterMs = 400;
/** Small files are counted within this; larger ones show how far the counting is. */
const patienceMs = 800;

/**
 * What an import would do with these settings, which the server keeps as the draft's. `waitMs`: how long it may count
 * before it answers with what it has; 0 answers at once, with a new reading.
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

/** Keeps the draft in the cache as the server has it now, so that who comes back to it goes on from there. */
export const keepDraft = (client: QueryClient, id: number, { reading, settings }: ImportPreview): void => {
  client.setQueryData<ImportDetail>(importKey(id), (known) =>
    known === undefined ? undefined : { ...known, reading, settings },
  );
};

/** The counts of an import, asked for until the file was read to its end. */
export const importPreviewOptions = (id: number, settings: ImportSettings) =>
  queryOptions({
    queryKey: ['imports', 'preview', id, settings] as const,
    queryFn: async ({ signal, client }) => {
      const preview = await previewImport(id, settings, patienceMs, signal);
      keepDraft(client, id, preview);
      return preview;
    },
    // Counted before other leads came in, a preview of some time ago is none any more.
    gcTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.complete === false ? askAgainAfterMs : false),
  });
export const useImportPreview = (id: number, settings: ImportSettings) => useQuery(importPreviewOptions(id, settings));
