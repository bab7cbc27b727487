import type { NotUnderstood } from '@tinygenesy/contract';
import type { SuppressionValue } from '../../leads/suppression/suppressionValues.ts';
import { columnKinds, type ListColumn } from './columnKinds.ts';
import { readEntry } from './readEntry.ts';
import type { ListRecord } from './readRecords.ts';

export interface ListReader {
  /** Reads the next record of the list. */
  read(record: ListRecord): { values: SuppressionValue[]; notUnderstood: NotUnderstood[] };
  /** The columns of the header; null: there is none. */
  readonly columns: ListColumn[] | null;
}

const mostShown = 100;

/**
 * Reads a list record by record. The first record is a header if none of its cells is a value and one names a kind of
 * values; then only the columns with a kind are read. Without a header every cell must be a value.
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
      const column = columns?.[place];
      if (columns !== null && (column?.kind ?? null) === null) continue;
      const entry = readEntry(text, { defaultCountryCode, kind: column?.kind ?? null });
      if (entry.kind === null) {
        notUnderstood.push({ line, text: [...text].slice(0, mostShown).join(''), message: entry.message });
      } else values.push(entry);
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
