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
test.each(blank)('"%s" is blank', (text) => {
  expect(isBlankWord(text, 'companyName')).toBe(true);
});
test.each(['Null', 'Na', 'Nan', 'Nil'])('"%s" is the name of a person', (text) => {
  expect(isBlankWord(text, 'lastName')).toBe(false);
});
test.each(['NULL', 'null', 'N/A', '-', 'NaN'])('"%s" is not the name of a person', (text) => {
  expect(isBlankWord(text, 'lastName')).toBe(true);
});
test('"NA" is a country, and blank as a company', () => {
  expect(isBlankWord('NA', 'countryCode')).toBe(false);
  expect(isBlankWord('NA', 'companyName')).toBe(true);
});
test.each(['0', 'no', 'Nana', '- x', 'Nullen'])('"%s" is a value', (text) => {
  expect(isBlankWord(text, 'companyName')).toBe(false);
});

test.each(['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#¡VALOR!', '#BEZUG!', '#WERT!'])(
  '"%s" is a spreadsheet error',
  (text) => {
    expect(isSpreadsheetError(text)).toBe(true);
  },
);
test.each(['#1', '#hashtag', 'C#', '#VIP', '#!'])('"%s" is not a spreadsheet error', (text) => {
  expect(isSpreadsheetError(text)).toBe(false);
});
