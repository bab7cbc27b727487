import type { ImportRow } from '@tinygenesy/contract';

/** The first rows of each kind, so that a look at them needs no second reading of the file. */
export interface FirstRows {
  /** @param kinds its state, its problems */
  offer(kinds: readonly string[], row: () => ImportRow): void;
  get(row: number): ImportRow | undefined;
}

const keptPerKind = 60;
const mostCharacters = 8_000_000;

export function keepFirstRows(): FirstRows {
  const counts = new Map<string, number>();
  const rows = new Map<number, ImportRow>();
  let characters = 0;
  return {
    offer(kinds, rowOf) {
      let isWanted = false;
      for (const kind of kinds) {
        const count = counts.get(kind) ?? 0;
        if (count >= keptPerKind) continue;
        counts.set(kind, count + 1);
        isWanted = true;
      }
      if (!isWanted || characters > mostCharacters) return;
      const row = rowOf();
      characters += row.cells?.reduce((sum, cell) => sum + cell.length, 0) ?? 0;
      rows.set(row.row, row);
    },
    get: (row) => rows.get(row),
  };
}
