import { expect, test } from 'vitest';
import { windowWords } from './rateWindow.ts';

test.each([
  [[60, 60], '60 calls per minute'],
  [[1, 3_600], '1 call per hour'],
  [[1_500, 86_400], '1,500 calls per day'],
  [[10, 2], '10 calls in 2 s'],
  [[30, 7_200], '30 calls in 2 h'],
] as const)('%j is "%s"', ([calls, seconds], words) => expect(windowWords([calls, seconds])).toBe(words));
