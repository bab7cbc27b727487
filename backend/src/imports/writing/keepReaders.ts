import type { RowReader } from './openRowReader.ts';

/** Readers that stay open between the turns of their import's job, so that a file is not read from its start each time. */
export interface KeptReaders {
  /** The reader of an import that stands at this row: the one that was kept, else a new one. It is the caller's now. */
  take(importId: number, row: number, open: () => RowReader): Promise<RowReader>;
  keep(importId: number, reader: RowReader): void;
  /** Closes all, and whatever is kept from now on. */
  close(): Promise<void>;
}

const idleMs = 30_000;

export function keepReaders(): KeptReaders {
  const kept = new Map<number, { reader: RowReader; timer: NodeJS.Timeout }>();
  let closed = false;

  function release(importId: number): RowReader | null {
    const found = kept.get(importId);
    if (found === undefined) return null;
    clearTimeout(found.timer);
    kept.delete(importId);
    return found.reader;
  }

  return {
    async take(importId, row, open) {
      const reader = release(importId);
      if (reader?.nextRow === row) return reader;
      await reader?.close();
      return open();
    },
    keep(importId, reader) {
      const other = release(importId);
      void other?.close();
      if (closed) {
        void reader.close();
        return;
      }
      const timer = setTimeout(() => void release(importId)?.close(), idleMs);
      timer.unref();
      kept.set(importId, { reader, timer });
    },
    async close() {
      closed = true;
      await Promise.all([...kept.keys()].map(async (importId) => release(importId)?.close()));
    },
  };
}
