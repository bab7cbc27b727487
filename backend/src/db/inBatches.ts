import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 5;

/**
 * Repeats a bounded statement or transaction until it is through, with a pause in between, so that nobody waits for a
 * whole set. Stops early when `signal` is aborted: the next run continues.
 * @param runBatch returns how many rows it handled
 * @param size the most that a batch handles; fewer mean that nothing is left
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
