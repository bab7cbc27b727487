import { expect, test } from 'vitest';
import { repairMojibake } from './repairMojibake.ts';

const words = [
  'Iñaki',
  'España',
  'Müller',
  'François',
  'Łukasz',
  'İstanbul',
  'Libertà',
  'Zażółć',
  'don’t',
  '“hi”',
  'Москва',
  'Ελλάδα',
  'أحمد',
  'נועה',
  '日本',
  '😀',
  '©',
];

/** Decodes UTF-8 bytes as windows-1252. */
const decodedWrongly = (text: string): string => new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));

test.each(words)('%s is repaired', (word) => {
  expect(repairMojibake(decodedWrongly(word))).toBe(word);
  expect(repairMojibake(`Sr. ${decodedWrongly(word)} (x)`)).toBe(`Sr. ${word} (x)`);
});

test.each([
  ['M&uuml;ller &amp; S&ouml;hne', 'Müller & Söhne'],
  ['Jos&#233; &#x141;uk', 'José Łuk'],
  ['Gro&szlig; &Oslash;rsted', 'Groß Ørsted'],
  ['Zo\\u00eb', 'Zoë'],
  ['AT&T; R&D; Jack &Jill;', null],
  ['&#0; &#55296; \\u0001', null],
])('letters of HTML and JSON: %s', (text, repaired) => {
  expect(repairMojibake(text)).toBe(repaired);
});

test('text that was decoded wrongly twice is repaired', () => {
  expect(repairMojibake(decodedWrongly(decodedWrongly('Iñaki')))).toBe('Iñaki');
});

test('text that was decoded as ISO-8859-1, with control characters, is repaired', () => {
  expect(repairMojibake('Espa\u00c3\u00b1a \u00c3\u0091')).toBe('España Ñ');
});

test.each([
  '',
  'Ana',
  'Iñaki',
  'SÃO PAULO',
  '“CAFÉ”',
  'Ã',
  'Â',
  'Â x',
  'Tôi là người Việt',
  '日本',
  'Ω',
  '5 £',
  '±1',
  'ÀÉÎÕÜ',
  '«ÉTÉ»',
])('"%s" is not changed', (text) => {
  expect(repairMojibake(text)).toBeNull();
});
