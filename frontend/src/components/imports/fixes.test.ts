import { expect, it } from 'vitest';
import { addFix, fixWords, pruneFixes } from './fixes.ts';

it('replaces the earlier correction of a cell with the later one', () => {
  const first = { row: 2, field: 'email', value: 'a@b.example' } as const;
  const other = { row: 2, field: 'countryCode', value: 'ES' } as const;
  const second = { ...first, value: 'c@d.example' };
  expect(addFix([first, other], second)).toEqual([other, second]);
});

it('removes corrections of cells whose column is skipped, and no others', () => {
  const cell = { row: 2, field: 'countryCode', value: 'ES' } as const;
  const kind = { code: 'missing_email', field: 'email', value: 'x@y.example' } as const;
  expect(pruneFixes([cell, kind], { Land: null })).toEqual([kind]);
});

it.each([
  [{ row: 2, field: 'countryCode', value: 'ES' } as const, 'Line 3, Country: “Spain”'],
  [{ code: 'unknown_country', matches: 'Atlantis', field: 'countryCode', value: 'GR' } as const, '“Atlantis” → Greece'],
  [{ code: 'unknown_country', matches: 'XXX', field: 'countryCode', action: 'blank' } as const, '“XXX” → empty'],
  [{ row: 5, action: 'skip' } as const, 'Row 5: skipped'],
  [{ code: 'mojibake', action: 'repair' } as const, 'Wrong letters: text repaired'],
  [{ code: 'mojibake', field: 'custom:Note', action: 'blank' } as const, 'Wrong letters, “Note”: cleared'],
])('%j reads as “%s”', (fix, words) => {
  expect(
    fixWords(
      fix,
      () => 'Wrong letters',
      (row) => (row === 2 ? 3 : undefined),
    ),
  ).toBe(words);
});
