import { expect, test } from 'vitest';
import { isBlankWord, isSpreadsheetError } from './isBlankWord.ts';

const blank = [
  'N/A',
  'n/a',
  '#N/A',
  '-',
  '--',
  '—',
  'null',
  'NULL',
  '(null)',
  'None',
  'undefined',
  'NaN',
  '?',
  '.',
  'n.a.',
  'k.A.',
  's/d',
];
test.each(blank)('"%s" says nothing', (text) => {
  expect(isBlankWord(text, 'companyName')).toBe(true);
});
test.each(['Null', 'Na', 'Nan', 'Nil'])('a person may be called %s', (text) => {
  expect(isBlankWord(text, 'lastName')).toBe(false);
});
test.each(['NULL', 'null', 'N/A', '-', 'NaN'])('nobody is called %s', (text) => {
  expect(isBlankWord(text, 'lastName')).toBe(true);
});
test('NA is a country, and no company', () => {
  expect(isBlankWord('NA', 'countryCode')).toBe(false);
  expect(isBlankWord('NA', 'companyName')).toBe(true);
});
test.each(['0', 'no', 'Nana', '- x', 'Nullen'])('"%s" says something', (text) => {
  expect(isBlankWord(text, 'companyName')).toBe(false);
});

test.each(['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#¡VALOR!', '#BEZUG!', '#WERT!'])(
  '%s is an error',
  (text) => {
    expect(isSpreadsheetError(text)).toBe(true);
  },
);
test.each(['#1', '#hashtag', 'C#', '#VIP', '#!'])('%s is none', (text) => {
  expect(isSpreadsheetError(text)).toBe(false);
});
