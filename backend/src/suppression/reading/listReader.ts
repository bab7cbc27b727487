import type { NotUnderstood } from '@tinygenesy/contract';
import type { SuppressionValue } from '../../leads/suppression/suppressionValues.ts';
import { columnKinds, type ListColumn, mayHaveContacts } from './columnKinds.ts';
import { readEntries, type ReadEntry } from './readEntries.ts';
import type { ListRecord } from './readRecords.ts';

export interface ListReader {
  /** Reads the next record of the list. */
  read(record: ListRecord): { values: SuppressionValue[]; notUnderstood: NotUnderstood[] };
  /** The columns of the header; null: there is none. */
  readonly columns: ListColumn[] | null;
}

const mostShown = 100;

/** Returns whether a column without a known name lists contacts all the same: they must not be missed. */
const isOfContacts = (column: ListColumn | undefined, text: string, entries: readonly ReadEntry[]): boolean =>
  (column === undefined || mayHaveContacts(column.header)) &&
  entries.every(({ kind }) => kind === 'email' || kind === 'profile' || (kind === 'phone' && /^\W*\+/u.test(text)));

/**
 * Reads a list record by record. The first record is a header if none of its cells is a value and one names a kind of
 * values; then only the columns with a kind are read, and those in which an address, an international
 * number or a profile stands. Without a header
 * every cell must be a value.
 */
export function createListReader(defaultCountryCode: string | null): ListReader {
  let columns: ListColumn[] | null = null;
  let isFirst = true;

  function read({ line, cells }: ListRecord) {
    const values: SuppressionValue[] = [];
    const notUnderstood: NotUnderstood[] = [];
    for (const [place, cell] of cells.entries()) {
      const text = cell.trim();
      if (text === '') continue;
      const column = columns?.[place] ?? (columns?.length === 1 ? columns[0] : undefined);
      const entries = readEntries(text, { defaultCountryCode, kind: column?.kind ?? null });
      if (columns !== null && (column?.kind ?? null) === null) {
        if (!isOfContacts(column, text, entries)) continue;
        if (column !== undefined) column.kind = entries[0]?.kind ?? null;
      }
      for (const entry of entries) {
        if (entry.kind === null) {
          notUnderstood.push({ line, text: [...text].slice(0, mostShown).join(''), message: entry.message });
        } else values.push(entry);
      }
    }
    return { values, notUnderstood };
  }

  return {
    read(record) {
      const result = read(record);
      const mayBeHeader = isFirst && result.values.length === 0;
      isFirst = false;
      if (mayBeHeader) columns = columnKinds(record.cells);
      return mayBeHeader && columns !== null ? { values: [], notUnderstood: [] } : result;
    },
    get columns() {
      return columns;
    },
  };
}
