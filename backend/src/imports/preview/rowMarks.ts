import type { ImportIssue } from '@tinygenesy/contract';
import { createNumberColumn, type NumberColumn } from './numberColumn.ts';

export const draftStates = ['create', 'update', 'skip', 'invalid'] as const;
export type DraftState = (typeof draftStates)[number];

export interface RowFilter {
  /** A problem's code, or `any`: an error or a warning. */
  problem?: string | undefined;
  /** Only where this field has the problem. */
  field?: string | undefined;
  state?: string | undefined;
}

export interface RowMark {
  state: DraftState;
  /** See MergeResult. */
  earlierLine: number | null;
}

export interface CountedRow extends RowMark {
  issues: readonly Pick<ImportIssue, 'code' | 'field'>[];
  /** It has an error or a warning. */
  isTroubled: boolean;
}

/** What is to be told of each row, in a few bytes a row: which rows have a state or a problem is known without the file. */
export interface RowMarks {
  /** Rows come in their order, from 1 on. */
  add(row: CountedRow): void;
  read(row: number): RowMark;
  /** The numbers of the next rows that fit, `limit` at most. */
  after(row: number, filter: RowFilter, limit: number): number[];
}

/** Two bits for the state, one for trouble. */
const troubledBit = 1 << 2;
/** A bit for each kind of problem; the last one is shared by all that find no place of their own. */
const bitsOfColumn = 32;
const columnsOfKinds = 3;
const lastKindBit = columnsOfKinds * bitsOfColumn - 1;

export function createRowMarks(): RowMarks {
  const states = createNumberColumn();
  const kinds = Array.from({ length: columnsOfKinds }, createNumberColumn);
  const earlierLines = createNumberColumn();
  const bitOfKind = new Map<string, number>();
  const kindsOfCode = new Map<string, Set<string>>();
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

  /** The bits of which one is set in a row with the problem. */
  function bitsSought({ problem, field }: RowFilter): number[] {
    if (problem === undefined) return [];
    const wanted = field === undefined ? (kindsOfCode.get(problem) ?? []) : [kindOf(problem, field)];
    return [...wanted].flatMap((kind) => bitOfKind.get(kind) ?? []);
  }

  function fits(row: number, { problem, state }: RowFilter, sought: readonly number[]): boolean {
    const mark = states.get(row);
    if (state !== undefined && draftStates[mark & 3] !== state) return false;
    if (problem === undefined) return true;
    if (problem === 'any') return (mark & troubledBit) !== 0;
    return sought.some((bit) => ((columnOf(bit)?.get(row) ?? 0) & maskOf(bit)) !== 0);
  }

  return {
    add({ state, earlierLine, issues, isTroubled }) {
      size += 1;
      states.set(size, draftStates.indexOf(state) | (isTroubled ? troubledBit : 0));
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
