import { expect, test } from 'vitest';
import { editDistance } from './editDistance.ts';

test.each([
  ['same', 'same', 0],
  ['', 'ab', 2],
  ['gmial', 'gmail', 1],
  ['gmai', 'gmail', 1],
  ['gmaill', 'gmail', 1],
  ['gmeil', 'gmail', 1],
  ['ca', 'abc', 3],
  ['first', 'last', 3],
  ['a', 'abcdef', 4],
])('%s to %s: %i, at most one more than the limit of 3', (a, b, distance) => {
  expect(editDistance(a, b, 3)).toBe(distance);
  expect(editDistance(b, a, 3)).toBe(distance);
});
