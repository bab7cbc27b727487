import type { ImportRow } from '@tinygenesy/contract';
import type { CountedRow } from './rowMarks.ts';

/** The first rows of each kind (state, problem), so that a look at them needs no second reading of the file. */
export interface FirstRows {
  wants(row: CountedRow): boolean;
  add(counted: CountedRow, row: ImportRow): void;
  get(row: number): ImportRow | undefined;
}

type Kind = CountedRow['issues'][number];
const kindOf = ({ code, field }: Kind): string => `${code} ${field ?? ''}`;

const keptPerKind = 60;
const mostCharacters = 8_000_000;

export function keepFirstRows(): FirstRows {
  const counts = new Map<string, number>();
  const rows = new Map<number, ImportRow>();
  let characters = 0;
  const isWanted = (kind: string): boolean => (counts.get(kind) ?? 0) < keptPerKind;
  const count = (kind: string): unknown => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    wants: ({ state, issues, isTroubled }) =>
      characters < mostCharacters &&
      (isWanted(state) || (isTroubled && isWanted('any')) || issues.some((issue) => isWanted(kindOf(issue)))),
    add({ state, issues, isTroubled }, row) {
      count(state);
      if (isTroubled) count('any');
      issues.forEach((issue) => count(kindOf(issue)));
      characters += row.cells?.reduce((sum, cell) => sum + cell.length, 0) ?? 0;
      rows.set(row.row, row);
    },
    get: (row) => rows.get(row),
  };
}
