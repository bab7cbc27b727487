import { expect, test } from 'vitest';
import { readYears } from './readYears.ts';

const cases: [text: string, years: number | null][] = [
  ['3', 3],
  ['3.5', 3.5],
  ['3,5', 3.5],
  ['0', 0],
  ['80', 80],
  ['007', 7],
  ['3 years', 3],
  ['3 Jahre', 3],
  ['1,5 años', 1.5],
  ['2y', 2],
  ['2 yrs 6 mos', 2.5],
  ['2 Jahre, 3 Monate', 2.25],
  ['18 months', 1.5],
  ['80.1', null],
  ['81', null],
  ['-1', null],
  ['many', null],
  ['1.234,5', null],
  ['03. May', null],
  ['5+', null],
  ['3 apples', null],
  ['1e1', null],
  ['', null],
];
test.each(cases)('"%s" is %s', (text, years) => {
  expect(readYears(text)).toBe(years);
});
