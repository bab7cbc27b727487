import type { RowReader } from './openRowReader.ts';

/** Keeps readers open between the steps of an import's job, so that a step does not read the file from its start. */
export interface KeptReaders {
  /** Returns the kept reader of an import at this row, else a new one. The caller owns the reader afterwards. */
  take(importId: number, row: number, open: () => RowReader): Promise<RowReader>;
  keep(importId: number, reader: RowReader): void;
  /** Closes all readers, also those that are kept later. */
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
