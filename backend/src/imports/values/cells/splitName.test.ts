import { expect, test } from 'vitest';
import { splitName } from './splitName.ts';

const cases: [fullName: string, firstName: string | null, lastName: string | null, isSure: boolean][] = [
  ['Ana Pérez', 'Ana', 'Pérez', true],
  ['Cher', 'Cher', null, true],
  ['山田 太郎', '山田', '太郎', true],
  ['Pérez, Ana', 'Ana', 'Pérez', false],
  ['van Dyck, Jan', 'Jan', 'van Dyck', false],
  ['Ana Pérez García', 'Ana', 'Pérez García', false],
  ['Dr. Ana Pérez', 'Dr. Ana', 'Pérez', false],
  ['Prof. Dr. Eva Lang', 'Prof. Dr. Eva', 'Lang', false],
  ['John Smith, Jr.', 'John', 'Smith, Jr.', false],
  ['Mr X', 'Mr X', null, false],
  ['Ana,', 'Ana,', null, true],
];
test.each(cases)('%s', (fullName, firstName, lastName, isSure) => {
  expect(splitName(fullName)).toEqual({ firstName, lastName, isSure });
});
