import { describe, expect, it } from 'vitest';
import { readNumber, typedNumber } from './readNumber.ts';

describe('a number in the notation of a locale', () => {
  it.each<[string, string, number]>([
    ['en-US', '1,234.5', 1234.5],
    ['en-US', '1234.5', 1234.5],
    ['en-US', '.5', 0.5],
    ['en-US', '5.', 5],
    ['en-US', ' 12 ', 12],
    ['en-US', '-1', -1],
    ['en-US', '\u22121', -1],
    ['de-DE', '1.234,5', 1234.5],
    ['de-DE', '2,5', 2.5],
    ['de-DE', '1.234', 1234],
    ['fr-FR', '1\u202f234,5', 1234.5],
    ['fr-FR', '1 234,5', 1234.5],
    ['fr-FR', '1\u00a0234', 1234],
    ['de-CH', '1\u2019234.5', 1234.5],
    ['de-CH', "1'234.5", 1234.5],
    ['en-IN', '12,34,567.5', 1234567.5],
    ['ar-EG', '\u0661\u066c\u0662\u0663\u0664\u066b\u0665', 1234.5],
    ['fa-IR', '\u06f1\u06f2', 12],
  ])('%s: %s', (locale, text, value) => {
    expect(readNumber(text, locale)).toEqual({ kind: 'number', value });
  });

  it.each([
    ['de-DE', '2.5'],
    ['de-DE', '1.23'],
    ['en-US', '1,5'],
    ['en-US', '1.2.3'],
    ['en-US', '12,34'],
    ['en-US', '1e9'],
    ['en-US', '0x10'],
    ['en-US', '.'],
    ['en-US', '-'],
    ['en-US', '--1'],
    ['en-US', 'many'],
    ['en-US', 'NaN'],
    ['en-US', 'Infinity'],
    ['fr-FR', '1 23'],
  ])('%s: %s is unclear, never another number', (locale, text) => {
    expect(readNumber(text, locale)).toEqual({ kind: 'unclear' });
  });

  it.each(['', '   '])('"%s" is blank', (text) => {
    expect(readNumber(text, 'en-US')).toEqual({ kind: 'blank' });
  });

  it.each(['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'ar-EG', 'fa-IR', 'pt-PT'])(
    'what %s shows for editing is read back',
    (locale) => {
      for (const value of [0, 0.02, 2.5, 1234.5, 1_000_000]) {
        expect(readNumber(typedNumber(value, locale), locale)).toEqual({ kind: 'number', value });
      }
    },
  );
});
