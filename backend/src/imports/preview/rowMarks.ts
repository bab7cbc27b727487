import { createNumberColumn } from './numberColumn.ts';

export const draftStates = ['create', 'update', 'skip', 'invalid'] as const;
export type DraftState = (typeof draftStates)[number];

export interface RowFilter {
  /** A problem's code, or `any`: an error or a warning. */
  problem?: string | undefined;
  state?: string | undefined;
}

export interface RowMark {
  state: DraftState;
  /** See Fate. */
  earlierLine: number | null;
}

export interface CountedRow extends RowMark {
  codes: readonly string[];
  /** It has an error or a warning. */
  isTroubled: boolean;
}

/** What is to be told of each row, in a few bytes a row: which rows have a state or a problem is known without the file. */
export interface RowMarks {
  /** Rows come in their order, from 1 on. */
  add(row: CountedRow): void;
  read(row: number): RowMark;
  /** Whether the row fits. */
  fits(row: number, filter: RowFilter): boolean;
  /** The numbers of the next rows that fit, `limit` at most. */
  after(row: number, filter: RowFilter, limit: number): number[];
}

/** Two bits for the state, one for trouble, the rest for codes; the last one is shared by all that find no place. */
const troubledBit = 1 << 2;
const firstCodeBit = 3;
const lastCodeBit = 31;

export function createRowMarks(): RowMarks {
  const bits = createNumberColumn();
  const earlierLines = createNumberColumn();
  const bitOfCode = new Map<string, number>();
  let size = 0;

  function maskOf(code: string): number {
    let bit = bitOfCode.get(code);
    if (bit === undefined) {
      bit = Math.min(lastCodeBit, firstCodeBit + bitOfCode.size);
      bitOfCode.set(code, bit);
    }
    return 1 << bit;
  }

  function fits(row: number, { problem, state }: RowFilter): boolean {
    const mark = bits.get(row);
    if (state !== undefined && draftStates[mark & 3] !== state) return false;
    if (problem === undefined) return true;
    if (problem === 'any') return (mark & troubledBit) !== 0;
    return bitOfCode.has(problem) && (mark & maskOf(problem)) !== 0;
  }

  return {
    add({ state, earlierLine, codes, isTroubled }) {
      size += 1;
      let mark = draftStates.indexOf(state) | (isTroubled ? troubledBit : 0);
      for (const code of codes) mark |= maskOf(code);
      bits.set(size, mark >>> 0);
      if (earlierLine !== null) earlierLines.set(size, earlierLine);
    },
    read: (row) => ({
      state: draftStates[bits.get(row) & 3] ?? 'invalid',
      earlierLine: earlierLines.get(row) || null,
    }),
    fits,
    after(row, filter, limit) {
      const found: number[] = [];
      for (let next = row + 1; next <= size && found.length < limit; next += 1)
        if (fits(next, filter)) found.push(next);
      return found;
    },
  };
}
