import { expect, test } from 'vitest';
import { z } from 'zod';
import { leadFilterQuerySchema } from './lead.ts';
import { joinList, listInUrl } from './url.ts';

const list = listInUrl(z.array(z.string()));

test.each([
  ['a', ['a']],
  ['a, b ,c', ['a', 'b', 'c']],
  [String.raw`fair\, 2026,vip`, ['fair, 2026', 'vip']],
  [String.raw`\,`, [',']],
  [String.raw`a\\,b`, ['a\\', 'b']],
  [String.raw`C:\temp`, [String.raw`C:\temp`]],
  ['', ['']],
  [',a,', ['', 'a', '']],
])('%j is the list %j', (text, items) => {
  expect(list.parse(text)).toEqual(items);
});

test.each([[['a', 'b']], [['fair, 2026', 'vip']], [['\\', ',', '\\,', ',\\', '\\\\', 'a\\\\b\\']], [['a,b,,c']]])(
  'the items %j are read as they were joined',
  (items) => {
    expect(list.parse(joinList(items))).toEqual(items);
  },
);

test('items of a repeated parameter are taken as they are', () => {
  const { tag } = leadFilterQuerySchema.parse({ tag: ['fair, 2026', 'vip'] });
  expect(tag).toEqual(['fair, 2026', 'vip']);
});
