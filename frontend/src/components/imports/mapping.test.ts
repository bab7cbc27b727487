import type { ImportReading } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { sampleReading } from '../../testing/samples.ts';
import { carryOver, conflictsOf, isUnderstood, mappingProblem, startSettings } from './mapping.ts';

const reading = sampleReading();

it('names the other column at both columns of a conflict', () => {
  expect(conflictsOf(reading, reading.suggestedMapping).size).toBe(0);
  expect([...conflictsOf(reading, { Mail: 'tags', Land: 'countryCode', 'Shoe size': 'tags' })]).toEqual([
    ['Mail', '“Shoe size” is also mapped to this field. Skip one of them.'],
    ['Shoe size', '“Mail” is also mapped to this field. Skip one of them.'],
  ]);
  expect(conflictsOf(reading, { Mail: 'email', 'Shoe size': 'email' }).size).toBe(0);
  const names = conflictsOf(reading, { Mail: 'fullName', Land: 'lastName' });
  expect(names.get('Mail')).toMatch(/“Land” contains part of the name/u);
  expect(names.get('Land')).toMatch(/“Mail” contains the full name/u);
});

it('keeps the user’s choices when the file format changes, and takes the new suggestions for the rest', () => {
  const after = sampleReading({
    headers: ['Mail', 'Länder', 'Shoe size'],
    suggestedMapping: { Mail: 'linkedinUrl', Länder: 'countryCode', 'Shoe size': null },
  });
  const chosen = { Mail: 'email', Land: null, 'Shoe size': 'custom:Shoe size' } as const;
  expect(carryOver(reading, chosen, after)).toEqual({
    Mail: 'linkedinUrl',
    Länder: 'countryCode',
    'Shoe size': 'custom:Shoe size',
  });
});

it('asks for the email column unless rows without an email are allowed', () => {
  const settings = startSettings(reading, null);
  expect(mappingProblem(reading, settings)).toBeNull();
  const without = { ...settings, mapping: { ...settings.mapping, Mail: null } };
  expect(mappingProblem(reading, without)).toMatch(/No column is mapped to Email/u);
  expect(mappingProblem(reading, { ...without, allowWithoutEmail: true })).toBeNull();
});

type Column = ImportReading['columns'][number];
const column = (header: string, suggested: Column['suggested'], because: Column['because'] = 'name'): Column => ({
  header,
  originalHeader: header,
  suggested,
  confidence: 0.9,
  because,
  samples: [],
});
const fileOf = (columns: Column[], parts: Partial<ImportReading> = {}): ImportReading =>
  sampleReading({
    columns,
    headers: columns.map(({ header }) => header),
    suggestedMapping: Object.fromEntries(columns.map(({ header, suggested }) => [header, suggested])),
    ...parts,
  });
const mail = column('E-Mail', 'email');
const notice = { code: 'lines_above', text: '2 lines above the table are not imported.' };
const sheet = (name: string) => ({ name, isHidden: false, hasData: true });

it.each<[string, boolean, ImportReading]>([
  ['every column has the name of a field', true, fileOf([mail, column('País', 'countryCode')])],
  ['a workbook has one sheet', true, fileOf([mail], { sheet: 'People', sheets: [sheet('People')] })],
  ['UTF-16 is certain', true, fileOf([mail], { encoding: 'utf-16le' })],
  [
    'local phone numbers have their country',
    true,
    fileOf([mail, column('T', 'phoneNumber'), column('C', 'countryCode')]),
  ],
  ['local phone numbers need a country', false, fileOf([mail, column('Tel', 'phoneNumber')])],
  ['a column is not recognized', false, fileOf([mail, column('Shoe size', null, 'nothing')])],
  ['a column would be a custom field', false, fileOf([mail, column('Umsatz', 'custom:Umsatz', 'nothing')])],
  ['a column was remembered, not named', false, fileOf([mail, column('Kunde', 'companyName', 'remembered')])],
  ['a column is a guess from its values', false, fileOf([column('Mail', 'email', 'values')])],
  ['the letters are a guess', false, fileOf([mail], { encoding: 'windows-1252', encodingConfidence: 0.97 })],
  ['UTF-8 is uncertain', false, fileOf([mail], { encodingConfidence: 0.3 })],
  ['some rows have another encoding', false, fileOf([mail], { strayEncoding: 'windows-1252' })],
  ['a workbook has two sheets', false, fileOf([mail], { sheet: 'A', sheets: [sheet('A'), sheet('B')] })],
  ['the file has a notice', false, fileOf([mail], { notices: [notice] })],
  ['no column has emails', false, fileOf([column('Name', 'fullName')])],
  ['two columns are in conflict', false, fileOf([mail, column('Name', 'fullName'), column('Surname', 'lastName')])],
  ['there are no rows', false, fileOf([mail], { rowCountEstimate: 0 })],
])('decides whether a file goes to the review at once: %s', (_what, isExpected, file) => {
  expect(isUnderstood(file)).toBe(isExpected);
});
