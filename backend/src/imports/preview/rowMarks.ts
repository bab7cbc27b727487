import type { ImportIssue } from '@tinygenesy/contract';
import { createNumberColumn, type NumberColumn } from './numberColumn.ts';

export const draftStates = ['create', 'update', 'skip', 'invalid'] as const;
export type DraftState = (typeof draftStates)[number];

export interface RowFilter {
  /** A problem's code, or `any`: an error or a warning. */
  problem?: string | undefined;
  /** Limits the problem to this field. */
  field?: string | undefined;
  state?: string | undefined;
}

export interface RowMark {
  state: DraftState;
  /** See MergeResult. */
  earlierLine: number | null;
  /** What is told about the lead that the row belongs to, besides that it exists. */
  differences: readonly ImportIssue[];
}

export interface CountedRow extends RowMark {
  issues: readonly Pick<ImportIssue, 'code' | 'field'>[];
  /** Whether the row has an error or a warning. */
  hasProblem: boolean;
}

/** Stores each row's state and problems in a few bytes, so that rows can be filtered without reading the file. */
export interface RowMarks {
  /** Adds the next row. Rows are added in order, from 1. */
  add(row: CountedRow): void;
  read(row: number): RowMark;
  /** Returns the numbers of the next rows that match the filter, at most `limit`. */
  after(row: number, filter: RowFilter, limit: number): number[];
}

/** The bit for an error or a warning, above the two bits of the state. */
const problemBit = 1 << 2;
/** The number of kinds of problems with a bit in a column. The last bit is shared by all further kinds. */
const bitsOfColumn = 32;
const columnsOfKinds = 3;
/** The number of rows whose differences are kept. Of later rows only the import tells them. */
const mostDifferences = 20_000;
const lastKindBit = columnsOfKinds * bitsOfColumn - 1;

export function createRowMarks(): RowMarks {
  const states = createNumberColumn();
  const kinds = Array.from({ length: columnsOfKinds }, createNumberColumn);
  const earlierLines = createNumberColumn();
  const bitOfKind = new Map<string, number>();
  const kindsOfCode = new Map<string, Set<string>>();
  const differencesOf = new Map<number, readonly ImportIssue[]>();
  let size = 0;

  function bitOf(code: string, field: string | null): number {
    const kind = kindOf(code, field);
    const known = bitOfKind.get(kind);
    if (known !== undefined) return known;
    const bit = Math.min(lastKindBit, bitOfKind.size);
    bitOfKind.set(kind, bit);
    kindsOfCode.set(code, (kindsOfCode.get(code) ?? new Set()).add(kind));
    return bit;
  }

  const columnOf = (bit: number): NumberColumn | undefined => kinds[Math.floor(bit / bitsOfColumn)];
  const maskOf = (bit: number): number => 1 << (bit % bitsOfColumn);

  /** Returns the bits of a problem. A row with the problem has at least one of them set. */
  function bitsSought({ problem, field }: RowFilter): number[] {
    if (problem === undefined) return [];
    const wanted = field === undefined ? (kindsOfCode.get(problem) ?? []) : [kindOf(problem, field)];
    return [...wanted].flatMap((kind) => bitOfKind.get(kind) ?? []);
  }

  function fits(row: number, { problem, state }: RowFilter, sought: readonly number[]): boolean {
    const mark = states.get(row);
    if (state !== undefined && draftStates[mark & 3] !== state) return false;
    if (problem === undefined) return true;
    if (problem === 'any') return (mark & problemBit) !== 0;
    return sought.some((bit) => ((columnOf(bit)?.get(row) ?? 0) & maskOf(bit)) !== 0);
  }

  return {
    add({ state, earlierLine, differences, issues, hasProblem }) {
      size += 1;
      if (differences.length > 0 && differencesOf.size < mostDifferences) differencesOf.set(size, differences);
      states.set(size, draftStates.indexOf(state) | (hasProblem ? problemBit : 0));
      for (const { code, field } of issues) {
        const bit = bitOf(code, field);
        const column = columnOf(bit);
        column?.set(size, (column.get(size) | maskOf(bit)) >>> 0);
      }
      if (earlierLine !== null) earlierLines.set(size, earlierLine);
    },
    read: (row) => ({
      state: draftStates[states.get(row) & 3] ?? 'invalid',
      earlierLine: earlierLines.get(row) || null,
      differences: differencesOf.get(row) ?? [],
    }),
    after(row, filter, limit) {
      const sought = bitsSought(filter);
      const found: number[] = [];
      for (let next = row + 1; next <= size && found.length < limit; next += 1)
        if (fits(next, filter, sought)) found.push(next);
      return found;
    },
  };
}

const kindOf = (code: string, field: string | null): string => `${code} ${field ?? ''}`;
