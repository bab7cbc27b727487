import type { Import, ImportDetail, ImportList } from '@tinygenesy/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { importKey } from './getImport.ts';
import { importListKey } from './getImports.ts';

export type ImportPages = InfiniteData<ImportList, string | null>;

/** The pages with this import in its place, or in front when it is newer than all we know. */
export const patchImportPages = (data: ImportPages, changed: Import): ImportPages => {
  const [first, ...rest] = data.pages;
  if (first === undefined) return data;
  if (data.pages.some((page) => page.imports.some(({ id }) => id === changed.id))) {
    return {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        imports: page.imports.map((known) => (known.id === changed.id ? changed : known)),
      })),
    };
  }
  const newestKnown = first.imports[0];
  if (newestKnown !== undefined && newestKnown.id > changed.id) return data;
  return { ...data, pages: [{ ...first, imports: [changed, ...first.imports] }, ...rest] };
};

/** Puts later states of imports wherever the cache shows them. */
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

/** Takes a draft that is gone out of the history. */
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
