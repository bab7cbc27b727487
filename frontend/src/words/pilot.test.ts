import type { PilotResult } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { pilotWords, restWords } from './pilot.ts';

const pilot: PilotResult = {
  leads: 50,
  found: 19,
  foundMobile: null,
  costMicros: 1_900_000,
  rest: { leads: 4_950, expectedFound: 1_881, expectedMicros: 188_100_000, etaSeconds: 990 },
};

it.each([
  [pilot, 'First 50 leads: 19 numbers (38% match rate) · €0.10 per number'],
  [{ ...pilot, foundMobile: 12 }, 'First 50 leads: 19 numbers (38% match rate), 12 of them mobile · €0.10 per number'],
  [{ ...pilot, leads: 1, found: 1 }, 'First 1 lead: 1 number (100% match rate) · €1.90 per number'],
  [{ ...pilot, found: 0 }, 'First 50 leads: 0 numbers (0% match rate) · €1.90 spent'],
])('tells the match rate and the cost per number of %j', (result, words) => {
  expect(pilotWords(result, 'EUR')).toBe(words);
});

it('tells what the rest would bring', () => {
  expect(restWords(pilot, 'EUR')).toBe(
    'Expected for the other 4,950 leads: about 1,881 numbers · €188.10 · about 17 min',
  );
  const rest = { leads: 1, expectedFound: 1, expectedMicros: 0, etaSeconds: null };
  expect(restWords({ ...pilot, rest }, 'EUR')).toBe('Expected for the other 1 lead: about 1 number · €0.00');
});
