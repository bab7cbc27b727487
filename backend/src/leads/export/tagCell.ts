/** Tags in one cell: `vip, Madrid`; a tag that holds a separator or a quote stands in quotes, as in CSV. */
export const tagCell = (tags: readonly string[]): string =>
  tags.map((tag) => (/[,;|"\r\n]/u.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(', ');

/** The tags of a cell: separated by comma, semicolon, bar or line end; each once, none empty. */
export function readTagCell(cell: string): string[] {
  const tags = [...cell.matchAll(/\s*(?:"((?:[^"]|"")*)"(?=\s*(?:[,;|\r\n]|$))|([^,;|\r\n]*))(?:[,;|\r\n]|$)/gu)].map(
    ([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim(),
  );
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
