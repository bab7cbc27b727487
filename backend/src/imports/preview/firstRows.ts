import type { ImportRow } from '@tinygenesy/contract';
import type { CountedRow } from './rowMarks.ts';

/** Keeps the first rows of each state and problem, so that showing them needs no second reading of the file. */
export interface FirstRows {
  needs(row: CountedRow): boolean;
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
    needs: ({ state, issues, hasProblem }) =>
      characters < mostCharacters &&
      (isWanted(state) || (hasProblem && isWanted('any')) || issues.some((issue) => isWanted(kindOf(issue)))),
    add({ state, issues, hasProblem }, row) {
      count(state);
      if (hasProblem) count('any');
      issues.forEach((issue) => count(kindOf(issue)));
      characters += row.cells?.reduce((sum, cell) => sum + cell.length, 0) ?? 0;
      rows.set(row.row, row);
    },
    get: (row) => rows.get(row),
  };
}
