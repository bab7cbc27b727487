import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTagCell, tagCell } from './tagCell.ts';

test('tags are written with commas and read with any common separator', () => {
  expect(tagCell(['vip', 'New York'])).toBe('vip, New York');
  expect(readTagCell('vip; Madrid |  fair 2026,vip,,\n"a" team')).toEqual(['vip', 'Madrid', 'fair 2026', '"a" team']);
  expect(readTagCell('   ')).toEqual([]);
});

test('tags with any text are read as written', () => {
  const tag = fc
    .oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', ';', '|', ' ', '\n', 'a', "'") }))
    .map((text) => text.trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(fc.uniqueArray(tag), (tags) => {
      expect(readTagCell(tagCell(tags))).toEqual(tags);
    }),
  );
});
