/** Writes tags into one cell: `vip, Madrid`. A tag with a separator or a quote is quoted, as in CSV. */
export const tagCell = (tags: readonly string[]): string =>
  tags.map((tag) => (/[,;|"\r\n]/u.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(', ');

/** Reads the distinct tags of a cell, separated by comma, semicolon, bar or line break. */
export function readTagCell(cell: string): string[] {
  const tags = [...cell.matchAll(/\s*(?:"((?:[^"]|"")*)"(?=\s*(?:[,;|\r\n]|$))|([^,;|\r\n]*))(?:[,;|\r\n]|$)/gu)].map(
    ([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim(),
  );
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
