import type { ImportMapping } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { mappingConflicts } from './mappingConflicts.ts';

const headers = ['Name', 'Vorname', 'Tel', 'Mobile/Work', 'constructor'];
const cases: [what: string, mapping: ImportMapping, expected: string[]][] = [
  ['no conflict', { Name: 'lastName', Vorname: 'firstName', Tel: 'phoneNumber', 'Mobile/Work': null }, []],
  [
    'a column that the file does not have',
    { Name: 'fullName', Fax: 'custom:Fax' },
    ['/mapping/Fax is not a column of the file'],
  ],
  [
    'two columns for one field',
    { Tel: 'phoneNumber', 'Mobile/Work': 'phoneNumber' },
    [
      '/mapping/Tel is mapped to phoneNumber. So is "Mobile/Work". Map only one of them',
      '/mapping/Mobile~1Work is mapped to phoneNumber. So is "Tel". Map only one of them',
    ],
  ],
  [
    'two columns for one custom field',
    { Tel: 'custom:a', 'Mobile/Work': 'custom: a ' },
    [
      '/mapping/Tel is mapped to the custom field "a". So is "Mobile/Work". Map only one of them',
      '/mapping/Mobile~1Work is mapped to the custom field "a". So is "Tel". Map only one of them',
    ],
  ],
  [
    'a full name beside a first name',
    { Name: 'fullName', Vorname: 'firstName' },
    ['/mapping/Name is a full name, and "Vorname" is a part of it. Map either the full name or its parts'],
  ],
  ['nothing mapped', { Name: null }, ['/mapping must map at least one column']],
  ['no mapping at all', {}, ['/mapping must map at least one column']],
  ['a custom field without a name', { Name: 'custom: ' }, ['/mapping/Name needs a name for the custom field']],
];

test.each(cases)('%s', (_what, mapping, expected) => {
  expect(mappingConflicts(mapping, headers).map(({ pointer, message }) => `${pointer} ${message}`)).toEqual(expected);
});

test('the text about a thousand conflicting columns grows with their number, not with its square', () => {
  const told = (count: number): number => {
    const many = Array.from({ length: count }, (_, n) => `Column ${1_000 + n}`);
    const mapping = Object.fromEntries(many.map((header) => [header, 'custom:a' as const]));
    const problems = mappingConflicts(mapping, many);
    expect(problems).toHaveLength(count);
    return problems.reduce((sum, { message }) => sum + message.length, 0);
  };
  expect(told(1_000) / told(250)).toBeLessThan(4.5);
});
