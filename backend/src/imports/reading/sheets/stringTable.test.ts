import { expect, test } from 'vitest';
import { createStringTable } from './stringTable.ts';

test('texts come back by position, also across pages and empty ones', () => {
  const texts = Array.from({ length: 200_000 }, (_, at) => (at % 7 === 0 ? '' : `Text ${at} ñ山`.repeat(at % 3)));
  texts.splice(5, 0, 'x'.repeat(1024 ** 2 - 10), 'é'.repeat(512 * 1024), '', 'after');
  const table = createStringTable();
  for (const text of texts) table.add(text);
  expect(texts.findIndex((text, at) => table.at(at) !== text)).toBe(-1);
  expect([table.at(-1), table.at(texts.length), table.at(Number.NaN)]).toEqual(['', '', '']);
});
