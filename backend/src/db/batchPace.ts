import { setTimeout as sleep } from 'node:timers/promises';

/** The aimed duration of a batch. Other statements wait for a batch of at most 20 ms. */
const batchMs = 15;
/** Long enough that the event loop serves requests and their statements before the next batch. */
const pauseMs = 2;
/** Below this size, the statements of a batch take longer than its rows. */
const smallest = 50;
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
 * Adapts the size of batches to their measured duration, so that each takes about 15 ms on any machine.
 * @param first the size of the first batch
 */
export function batchPace(first: number): BatchPace {
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
