import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 5;

/**
 * Repeats a bounded statement or transaction until no rows are left. Pauses in between, so that other statements don't
 * wait for the whole set. Stops early when `signal` is aborted: the next run continues.
 * @param runBatch returns how many rows it handled
 * @param size the maximum number of rows of a batch; fewer mean that none are left
 * @returns how many rows all batches handled
 */
export async function inBatches(
  runBatch: (size: number) => Promise<number>,
  size: number,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await runBatch(size);
    total += count;
    if (count < size) break;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return total;
}
