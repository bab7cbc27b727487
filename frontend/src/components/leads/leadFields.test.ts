import { expect, it } from 'vitest';
import { valueWords } from './leadFields.ts';

it.each([
  ['countryCode', 'PT', 'Portugal'],
  ['phoneStatus', 'no_data', 'no data'],
  ['emailVerdict', 'valid', 'Domain OK, mailbox not checked'],
  ['emailVerdict', null, 'empty'],
  ['doNotContact', true, 'yes'],
  ['tags', ['a', 'b'], 'a, b'],
])('shows a value of %s in words', (field, value, words) => {
  expect(valueWords(value, field)).toBe(words);
});
