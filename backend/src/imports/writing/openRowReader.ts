import type { PreparedRow } from './prepareRow.ts';

/** Rows of a file that are looked at first and taken when they are written. */
export interface RowReader {
  /** The number of the row that is looked at next. */
  readonly nextRow: number;
  /** The next rows, `count` at most, perhaps fewer; none: the file is at its end. */
  peek(count: number): Promise<PreparedRow[]>;
  /** Goes on behind the first `count` that were looked at. */
  take(count: number): void;
  close(): Promise<void>;
}

/**
 * @param start begins to read; what it yields is in batches of any size
 * @param fromRow the number of the first row that `start` yields
 */
export function openRowReader(
  start: (signal: AbortSignal) => AsyncGenerator<PreparedRow[]>,
  fromRow: number,
): RowReader {
  const abort = new AbortController();
  const batches = start(abort.signal);
  let ahead: PreparedRow[] = [];
  let nextRow = fromRow;
  let isAtEnd = false;
  return {
    get nextRow() {
      return nextRow;
    },
    async peek(count) {
      while (ahead.length === 0 && !isAtEnd) {
        const { value, done } = await batches.next();
        if (done) isAtEnd = true;
        else ahead = value;
      }
      return ahead.length <= count ? ahead : ahead.slice(0, count);
    },
    take(count) {
      ahead = ahead.slice(count);
      nextRow += count;
    },
    async close() {
      abort.abort();
      await batches.return(undefined);
    },
  };
}
