import type { Import, ImportDetail, ImportList } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { type Pages, patchPages } from '../patchPages.ts';
import { importKey } from './getImport.ts';
import { importListKey } from './getImports.ts';

export type ImportPages = Pages<ImportList>;

/** Updates an import in the pages of the history. */
const patchImportPages = (data: ImportPages, changed: Import): ImportPages =>
  patchPages(
    data,
    changed,
    (page) => page.imports,
    (page, imports) => ({ ...page, imports }),
  );

/** Updates imports wherever the cache has an older state of them. */
export const putImports = (client: QueryClient, imports: readonly Import[]): void => {
  for (const changed of imports) {
    client.setQueryData<ImportPages>(importListKey, (data) =>
      data === undefined ? undefined : patchImportPages(data, changed),
    );
    client.setQueryData<ImportDetail>(importKey(changed.id), (known) =>
      known === undefined ? undefined : { ...known, ...changed },
    );
  }
};

/** Removes a deleted draft from the history. */
export const dropImport = (client: QueryClient, id: number): void => {
  client.setQueryData<ImportPages>(importListKey, (data) =>
    data === undefined
      ? undefined
      : {
          ...data,
          pages: data.pages.map((page) => ({ ...page, imports: page.imports.filter((one) => one.id !== id) })),
        },
  );
  client.removeQueries({ queryKey: importKey(id) });
};
