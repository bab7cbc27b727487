import { expect, test } from 'vitest';
import { phoneInCell } from './phoneInCell.ts';

const numbers: [text: string, country: string | null, e164: string, extension: string | null][] = [
  ['+34 612 345 678', null, '+34612345678', null],
  ['612 345 678', 'ES', '+34612345678', null],
  ['34612345678', 'ES', '+34612345678', null],
  ['0034 612-345-678', null, '+34612345678', null],
  ['030 23125 017', 'DE', '+493023125017', null],
  ['030/23125017', 'DE', '+493023125017', null],
  ['+49 (0)171 1234567', null, '+491711234567', null],
  ['+39 06 1234 5678', null, '+390612345678', null],
  ['(202) 555-0100', 'US', '+12025550100', null],
  ['+1 (202) 555-0124 ext. 12', null, '+12025550124', '12'],
  ['+1 202 555 0124 x0099', null, '+12025550124', '0099'],
  ['="+12025550126"', null, '+12025550126', null],
  ['34612345678.0', 'ES', '+34612345678', null],
  ['\u202a+34 612 345 678\u202c', null, '+34612345678', null],
  ['Tel.: 612 345 678', 'ES', '+34612345678', null],
  ['612345678 (work)', 'ES', '+34612345678', null],
  ['+34612345678,', null, '+34612345678', null],
  ['+٣٤ ٦١٢ ٣٤٥ ٦٧٨', null, '+34612345678', null],
  ['+44 7700 900123', null, '+447700900123', null],
];
test.each(numbers)('%s in %s is %s', (text, country, e164, extension) => {
  expect(phoneInCell(text, country)).toMatchObject({ phone: { e164, extension }, hasOthers: false });
});

test.each([
  '+34 612 345 678 / +34 912 345 678',
  '612345678; 912345678',
  '612345678/912345678',
  '612345678 or 912345678',
])('the first of several numbers is read: %s', (text) => {
  expect(phoneInCell(text, 'ES')).toMatchObject({
    phone: { e164: '+34612345678', extension: null },
    hasOthers: true,
  });
});

test('the first possible number of several is read', () => {
  expect(phoneInCell('123456; 612345678', 'ES')).toMatchObject({ phone: { e164: '+34612345678' }, hasOthers: true });
});

test.each(['3.46E+10', '3,46E+10', '3.46123e+10', '3E10', '3.46E 10'])('%s was rounded by a spreadsheet', (text) => {
  expect(phoneInCell(text, 'ES')).toEqual({ problem: 'phone_damaged_by_spreadsheet' });
});

test.each([
  ['ask at the desk', 'ES'],
  ['123', 'ES'],
  ['00', 'ES'],
  ['612345678', null],
  ['612345678', 'XX'],
  ['+34 6', null],
  ['+999 612 345 678', null],
  ['1'.repeat(60), 'ES'],
] as const)('%s in %s is no possible number', (text, country) => {
  expect(phoneInCell(text, country)).toEqual({ problem: 'impossible_phone' });
});
