import { batchPace } from './batchPace.ts';

/**
 * Repeats a bounded statement or transaction until no rows are left. Pauses in between and adapts the size to the
 * duration, so that other statements don't wait for the whole set. Stops early when `signal` is aborted: the next run
 * continues.
 * @param runBatch handles at most `size` rows, and returns how many it handled; fewer mean that none are left
 * @param first the size of the first batch
 * @returns how many rows all batches handled
 */
export async function inBatches(
  runBatch: (size: number) => Promise<number>,
  first: number,
  signal: AbortSignal,
): Promise<number> {
  const pace = batchPace(first);
  let total = 0;
  while (!signal.aborted) {
    const { size } = pace;
    const startedMs = performance.now();
    const count = await runBatch(size);
    pace.ran(count, performance.now() - startedMs);
    total += count;
    if (count < size) break;
    await pace.pause(signal);
  }
  return total;
}
