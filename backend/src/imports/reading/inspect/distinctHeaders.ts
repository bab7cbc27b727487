/** The longest key that a mapping accepts. */
const longest = 200;

/**
 * Returns distinct names for columns: `Column 3` for a blank header, `Email (2)` for the second `Email`.
 * @param originals the headers as in the file
 */
export function distinctHeaders(originals: readonly string[]): string[] {
  const tidied = originals.map(tidy);
  const taken = new Set<string>();
  return tidied.map((header, column) => {
    const wanted = header === '' ? `Column ${column + 1}` : header;
    let name = wanted;
    // A later column whose header is this name keeps the name.
    for (let copy = 2; taken.has(name) || (name !== header && tidied.includes(name)); copy += 1)
      name = `${wanted} (${copy})`;
    taken.add(name);
    return name;
  });
}

const tidy = (header: string): string =>
  header
    .replace(/[\s\u200b\ufeff\p{Cc}]+/gu, ' ')
    .trim()
    // Programs write texts as formulas, so that a spreadsheet does not change them.
    .replace(/^="(.*)"$/u, '$1')
    .slice(0, longest)
    .trim();
