import { expect, test } from 'vitest';
import { inBatches } from './inBatches.ts';

const going = new AbortController().signal;

test('repeats batches until one is not full, with others in between', async () => {
  const full = [true, true, false];
  const sizes: number[] = [];
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  const total = await inBatches(
    async (size) => {
      sizes.push(size);
      return full[sizes.length - 1] === true ? size : 3;
    },
    10,
    going,
  );
  clearInterval(others);
  expect(sizes[0]).toBe(10);
  expect({ total, batches: sizes.length }).toEqual({ total: (sizes[0] ?? 0) + (sizes[1] ?? 0) + 3, batches: 3 });
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
    2_000,
    stop.signal,
  );
  expect({ batches, total }).toEqual({ batches: 2, total: 4_000 });
  expect(await inBatches(async () => 10, 10, stop.signal)).toBe(0);
});
