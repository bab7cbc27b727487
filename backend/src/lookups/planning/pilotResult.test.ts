import { expect, test } from 'vitest';
import { pilotResult } from './pilotResult.ts';

test('the rest of the leads is expected to be like the first ones', () => {
  const pilot = { leads: 50, found: 19, foundMobile: null, costMicros: 1_900_000 };
  expect(pilotResult({ ...pilot, rest: 4_950, etaSeconds: 990 })).toEqual({
    ...pilot,
    rest: { leads: 4_950, expectedFound: 1_881, expectedMicros: 188_100_000, etaSeconds: 990 },
  });
});

test('without a lead with a result nothing is expected', () => {
  expect(pilotResult({ leads: 0, found: 0, foundMobile: 0, costMicros: 0, rest: 9, etaSeconds: null }).rest).toEqual({
    leads: 9,
    expectedFound: 0,
    expectedMicros: 0,
    etaSeconds: null,
  });
});
