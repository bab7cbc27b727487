import { expect, test } from 'vitest';
import { inBatches } from './inBatches.ts';

const going = new AbortController().signal;

test('repeats batches until one is not full, with others in between', async () => {
  const counts = [10, 10, 3];
  const sizes: number[] = [];
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  const total = await inBatches(
    async (size) => {
      sizes.push(size);
      return counts[sizes.length - 1] ?? 0;
    },
    10,
    going,
  );
  clearInterval(others);
  expect({ total, sizes }).toEqual({ total: 23, sizes: [10, 10, 10] });
  expect(turns).toBeGreaterThan(0);
});

test('begins no batch after an abort', async () => {
  const stop = new AbortController();
  let batches = 0;
  const total = await inBatches(
    async (size) => {
      batches += 1;
      if (batches === 2) stop.abort();
      return size;
    },
    10,
    stop.signal,
  );
  expect({ batches, total }).toEqual({ batches: 2, total: 20 });
  expect(await inBatches(async () => 10, 10, stop.signal)).toBe(0);
});
