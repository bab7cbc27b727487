import { expect, test } from 'vitest';
import { foldText } from './foldText.ts';

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
