import { expect, test } from 'vitest';
import { batchPace } from './batchPace.ts';

type Batch = [rows: number, tookMs: number];

test.each<[string, number, Batch[], number]>([
  ['fast batches grow, at most twofold', 100, [[100, 1]], 200],
  ['a batch of the aimed duration stays', 100, [[100, 15]], 100],
  ['a slow batch shrinks in proportion', 200, [[200, 30]], 100],
  ['one stall after a fast batch does not count', 100, [...fast(), [100, 5_000]], 100],
  ['several slow batches count', 100, [...fast(), [100, 20], [100, 20], [100, 20]], 75],
  ['never below a size where the fixed costs count', 100, [[100, 5_000]], 50],
  ['never above a size whose memory counts', 1_500, [[1_500, 1]], 2_000],
  ['a fast batch that was not full changes nothing', 100, [[7, 1]], 100],
  ['a slow batch that was not full shrinks', 200, [[150, 30]], 75],
  ['a duration below the clock’s resolution grows', 100, [[100, 0]], 200],
  ['a row that takes longer than a batch may', 100, [[1, 40]], 50],
])('%s', (_, first, batches, size) => {
  const pace = batchPace(first);
  for (const [rows, tookMs] of batches) pace.ran(rows, tookMs);
  expect(pace.size).toBe(size);
});

test('batches on Postgres are longer, because only statements for the same rows wait', () => {
  const pace = batchPace(250, 'postgres');
  pace.ran(250, 50);
  expect(pace.size).toBe(500);
  pace.ran(500, 100);
  pace.ran(500, 1_000);
  expect(pace.size).toBe(500);
  for (let batch = 0; batch < 3; batch += 1) pace.ran(500, 1_000);
  expect(pace.size).toBe(250);
});

function fast(): Batch[] {
  return [[100, 15]];
}
