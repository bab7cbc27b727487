import { expect, it } from 'vitest';
import { fieldErrorWords } from './fieldError.ts';

it.each([
  ['priceMicros', 'must be at most 1000000000', 'Price must be at most 1000.'],
  ['timeoutMs', 'must be at least 100', 'The time limit of a call, in seconds, must be at least 0.1.'],
  ['ratePerSecond', 'must be a whole number', 'Calls per second must be a whole number.'],
  ['', 'A lead needs an email.', 'A lead needs an email.'],
])('%s: %s', (field, message, words) => {
  expect(fieldErrorWords(field, message)).toBe(words);
});
