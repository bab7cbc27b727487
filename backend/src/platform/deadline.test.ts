import { once } from 'node:events';
import { expect, test } from 'vitest';
import { deadlineIn, stopParts } from './deadline.ts';

const never = new Promise<void>(() => undefined);

test('parts stop side by side; one that fails or is late does not keep the others', async () => {
  const stopped: string[] = [];
  const abort = new AbortController();
  const problems = await stopParts(
    [
      { name: 'the first', stop: () => never },
      {
        name: 'the second',
        stop: () => {
          throw new Error('it is broken');
        },
      },
      { name: 'the third', stop: () => once(abort.signal, 'abort').then(() => stopped.push('third')) },
      { name: 'the fourth', stop: () => abort.abort() },
    ],
    deadlineIn(100),
  );
  expect(stopped).toEqual(['third']);
  expect(problems).toEqual(['Stopping the first took too long.', "Couldn't stop the second: it is broken"]);
});

test('every part gets the time that is left, less the time of the parts after it', async () => {
  const deadline = deadlineIn(10_000);
  expect(deadline.leftMs()).toBeLessThanOrEqual(10_000);
  expect(deadline.before(4_000).leftMs()).toBeLessThanOrEqual(6_000);
  expect(deadline.before(4_000).leftMs()).toBeGreaterThan(5_000);
  expect(deadline.before(20_000).leftMs()).toBe(0);
  expect(await stopParts([{ name: 'a late part', stop: () => never }], deadline.before(20_000))).toHaveLength(1);
});
