import { expect, test } from 'vitest';
import { windowWords } from './windowWords.ts';

test.each([
  [[1_500, 86_400], '1,500 calls a day'],
  [[150, 3_600], '150 calls an hour'],
  [[1, 60], '1 call a minute'],
  [[10, 2], '10 calls in 2 seconds'],
  [[30, 7_200], '30 calls in 2 hours'],
  [[30, 90], '30 calls in 90 seconds'],
] as const)('%j is "%s"', (window, words) => expect(windowWords(window)).toBe(words));
