import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialect } from './database.ts';

/**
 * On SQLite, all other statements wait for a batch: at most 20 ms. On Postgres only those wait that need its rows or locks.
 * Below the smallest size, the statements of a batch take longer than its rows; on Postgres each is a round trip.
 */
const limits = {
  sqlite: { batchMs: 15, smallest: 50 },
  postgres: { batchMs: 100, smallest: 250 },
};
/** Long enough that the event loop serves requests and their statements before the next batch. */
const pauseMs = 2;
const largest = 2_000;
/** The last batches that count. The fastest is used, because other processes only make a batch slower. */
const remembered = 3;

/** The sizes of successive batches, and the pauses between them. */
export interface BatchPace {
  /** The limit of rows of the next batch. */
  readonly size: number;
  /**
   * Adapts the size to a batch.
   * @param rows the rows that it handled
   * @param tookMs its duration, without the wait for the connection
   */
  ran(rows: number, tookMs: number): void;
  /** Lets others run before the next batch. */
  pause(signal?: AbortSignal): Promise<void>;
}

/**
 * Adapts the size of batches to their measured duration, so that each takes about the same time on any machine.
 * @param first the size of the first batch
 * @param dialect `postgres`: each batch is one transaction, and no other statement needs its connection meanwhile
 */
export function batchPace(first: number, dialect: Dialect = 'sqlite'): BatchPace {
  const { batchMs, smallest } = limits[dialect];
  let size = first;
  let perRowMs: number[] = [];
  return {
    get size() {
      return size;
    },
    ran(rows, tookMs) {
      // A fast batch that was not full tells nothing about a full one.
      if (rows < size && tookMs <= batchMs) return;
      perRowMs = [...perRowMs.slice(1 - remembered), tookMs / Math.max(rows, 1)];
      const fitting = batchMs / Math.min(...perRowMs);
      size = Math.round(Math.max(smallest, Math.min(fitting, size * 2, largest)));
    },
    pause: (signal) => sleep(pauseMs, undefined, signal && { signal }).catch(() => undefined),
  };
}
