import { expect, test } from 'vitest';
import { spellingsOf } from '../fixtures/countrySpellings.ts';
import { readCountry } from './readCountry.ts';

test.each(spellingsOf())('$text is $code ($source)', ({ text, code }) => {
  expect(readCountry(text)).toBe(code);
});
