import { expect, test } from 'vitest';
import { limitWords, matchRateWords } from './waterfall.ts';

test.each([
  [{ answers: 0, matchRate: 0.4, meanLatencyMs: null }, 'Not measured yet', '40% assumed'],
  [{ answers: 1, matchRate: 0.43, meanLatencyMs: 900 }, '43%', 'from only 1 answer · 900 ms a call'],
  [{ answers: 19, matchRate: 0.1, meanLatencyMs: null }, '10%', 'from only 19 answers'],
  [{ answers: 500, matchRate: 0.55, meanLatencyMs: 1_200 }, '55%', 'from 500 answers · 1.2 s a call'],
])('a match rate says what it is based on: %o', (step, rate, basis) => {
  expect(matchRateWords(step)).toEqual({ rate, basis });
});

const estimate = { leads: 1_000, cost: { leastMicros: 0, expectedMicros: 60_000_000, mostMicros: 170_000_000 } };

test.each([
  [60_000_000, /may reach this limit/u],
  [15_000_000, /reached after about 250 of 1,000 leads/u],
  [0, /reached after about 0 of 1,000 leads/u],
])('a limit of %s may end the job early', (limit, text) => {
  expect(limitWords(estimate, limit)?.text).toMatch(text);
});

test.each([null, 170_000_000, 900_000_000])('a limit of %s does not end the job early', (limit) => {
  expect(limitWords(estimate, limit)).toBeNull();
});

test('free lookups reach no limit', () => {
  expect(limitWords({ leads: 3, cost: { leastMicros: 0, expectedMicros: 0, mostMicros: 0 } }, 0)).toBeNull();
});
