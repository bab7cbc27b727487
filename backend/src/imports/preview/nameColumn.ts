import type { NamedLead } from '../writing/leadDifference.ts';
import { createNumberColumn } from './numberColumn.ts';

/** The names of many leads in some 20 bytes each. */
export interface NameColumn {
  get(entry: number): NamedLead;
  set(entry: number, lead: NamedLead): void;
}

const pageBytes = 1 << 20;
/** Longer names are cut: they are only compared and shown. */
const longestBytes = 200;
const separator = '\n';

export function createNameColumn(): NameColumn {
  const pages: Buffer[] = [];
  const starts = createNumberColumn();
  let free = pageBytes;
  return {
    get(entry) {
      const start = starts.get(entry) - 1;
      const page = start < 0 ? undefined : pages[Math.floor(start / pageBytes)];
      if (page === undefined) return { firstName: null, lastName: null };
      const at = start % pageBytes;
      const text = page.toString('utf8', at + 1, at + 1 + page.readUInt8(at));
      const [firstName = '', lastName = ''] = text.split(separator);
      return { firstName: firstName || null, lastName: lastName || null };
    },
    set(entry, { firstName, lastName }) {
      if (firstName === null && lastName === null) return;
      if (free + longestBytes + 1 > pageBytes) {
        pages.push(Buffer.alloc(pageBytes));
        free = 0;
      }
      const page = pages.at(-1);
      if (page === undefined) return;
      const length = page.write(`${firstName ?? ''}${separator}${lastName ?? ''}`, free + 1, longestBytes, 'utf8');
      page.writeUInt8(length, free);
      starts.set(entry, (pages.length - 1) * pageBytes + free + 1);
      free += length + 1;
    },
  };
}
