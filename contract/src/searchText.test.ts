import { foldText, searchPieces } from './searchText.ts';
import { expect, test } from 'vitest';

test.each([
  ['  Ana   Maria ', 'ana maria'],
  ["O'Neil~", "o'neil~"],
  ['Ana\t\nMaria', 'ana maria'],
  ['Ana\u00A0Maria', 'ana maria'],
  ['Ñandú  GROSSE Straße', 'nandu grosse strasse'],
  ['İzmir', 'izmir'],
  ['', ''],
  ['   ', ''],
])('folds %j', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test.each([
  ['  Ana ', ['ana']],
  ['Straße', ['strasse', 'straße']],
  ['AN', ['\nan', ' an']],
  ['+1 (404) 555', ['+1 (404) 555', '1404555']],
  ['0044 151', ['0044 151', '0044151', '44151']],
  ['', []],
])('the search %j looks for %j', (q, pieces) => {
  expect(searchPieces(q)).toEqual(pieces);
});
