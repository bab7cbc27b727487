import type { InfiniteData } from '@tanstack/react-query';

export type Pages<Page> = InfiniteData<Page, string | null>;

/** Returns `items` with `changed` in the place of its older state. */
export const replaceIn = <Item extends { id: number }>(items: readonly Item[], changed: Item): Item[] =>
  items.map((known) => (known.id === changed.id ? changed : known));

/**
 * Updates an item in the pages of a list that is sorted newest first. Adds a new item to the first page. An item that is
 * older than the first one belongs to a page that is not loaded.
 * @param itemsOf returns the items of a page
 * @param withItems returns a page with other items
 */
export const patchPages = <Page, Item extends { id: number }>(
  data: Pages<Page>,
  changed: Item,
  itemsOf: (page: Page) => readonly Item[],
  withItems: (page: Page, items: Item[]) => Page,
): Pages<Page> => {
  const [first, ...rest] = data.pages;
  if (first === undefined) return data;
  if (data.pages.some((page) => itemsOf(page).some(({ id }) => id === changed.id))) {
    return { ...data, pages: data.pages.map((page) => withItems(page, replaceIn(itemsOf(page), changed))) };
  }
  const [newestKnown] = itemsOf(first);
  if (newestKnown !== undefined && newestKnown.id > changed.id) return data;
  return { ...data, pages: [withItems(first, [changed, ...itemsOf(first)]), ...rest] };
};
