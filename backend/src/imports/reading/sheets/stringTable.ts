/** Many texts in little memory: their bytes one behind the other, in pages. */
export interface StringTable {
  /** Adds a text of at most 1 MiB. */
  add(text: string): void;
  at(index: number): string;
}

const pageBytes = 1024 ** 2;
const pageEnds = 64 * 1024;

export function createStringTable(): StringTable {
  const pages: Buffer[] = [];
  /** The offset behind each text, in pages. A text never spans two pages of bytes. */
  const ends: Uint32Array[] = [];
  /** The bytes in use of the last page. */
  let used = pageBytes;
  let count = 0;

  const endOf = (index: number): number => ends[Math.floor(index / pageEnds)]?.[index % pageEnds] ?? 0;

  return {
    add(text) {
      if (used + Buffer.byteLength(text) > pageBytes) {
        pages.push(Buffer.allocUnsafe(pageBytes));
        used = 0;
      }
      used += pages.at(-1)?.write(text, used) ?? 0;
      if (count % pageEnds === 0) ends.push(new Uint32Array(pageEnds));
      const last = ends.at(-1);
      if (last) last[count % pageEnds] = (pages.length - 1) * pageBytes + used;
      count += 1;
    },
    at(index) {
      if (!(index >= 0 && index < count)) return '';
      const end = endOf(index);
      const page = Math.max(0, Math.ceil(end / pageBytes) - 1);
      const begin = Math.max(page * pageBytes, index === 0 ? 0 : endOf(index - 1));
      return pages[page]?.toString('utf8', begin - page * pageBytes, end - page * pageBytes) ?? '';
    },
  };
}
