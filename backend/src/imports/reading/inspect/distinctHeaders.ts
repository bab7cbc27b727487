/** Keys of a mapping, which have a limit. */
const longest = 200;

/**
 * Names for columns that are distinct and never empty: `Column 3` where there is none, `Email (2)` for the second `Email`.
 * @param originals what the file calls its columns
 */
export function distinctHeaders(originals: readonly string[]): string[] {
  const tidied = originals.map(tidy);
  const taken = new Set<string>();
  return tidied.map((header, column) => {
    const wanted = header === '' ? `Column ${column + 1}` : header;
    let name = wanted;
    // A later column that is called so by the file itself keeps its name.
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
    .slice(0, longest)
    .trim();
