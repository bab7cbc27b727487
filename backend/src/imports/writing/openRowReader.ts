import type { PreparedRow } from './prepareRow.ts';

/** Reads rows of a file: rows are peeked first and taken when they are written. */
export interface RowReader {
  /** The number of the row that is peeked next. */
  readonly nextRow: number;
  /** Returns the next rows, at most `count`. Fewer only at the end of the file or before a fault; none: the file has ended. */
  peek(count: number): Promise<PreparedRow[]>;
  /** Continues after the first `count` peeked rows. */
  take(count: number): void;
  close(): Promise<void>;
}

/**
 * @param start starts reading and yields rows in batches of any size
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
  /** The rows before a fault are returned first. */
  let fault: { error: unknown } | null = null;
  return {
    get nextRow() {
      return nextRow;
    },
    async peek(count) {
      while (ahead.length < count && !isAtEnd && fault === null) {
        try {
          const { value, done } = await batches.next();
          if (done) isAtEnd = true;
          else ahead.push(...value);
        } catch (error) {
          fault = { error };
        }
      }
      if (ahead.length === 0 && fault !== null) throw fault.error;
      return ahead.slice(0, count);
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
