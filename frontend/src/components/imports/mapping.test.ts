import { expect, it } from 'vitest';
import { sampleReading } from '../../testing/samples.ts';
import { carryOver, conflictsOf, mappingTrouble, startSettings } from './mapping.ts';

const reading = sampleReading();

it('tells both columns of a conflict of each other', () => {
  expect(conflictsOf(reading, reading.suggestedMapping).size).toBe(0);
  expect([...conflictsOf(reading, { Mail: 'email', Land: 'countryCode', 'Shoe size': 'email' })]).toEqual([
    ['Mail', '“Shoe size” goes there too. Keep one.'],
    ['Shoe size', '“Mail” goes there too. Keep one.'],
  ]);
  const names = conflictsOf(reading, { Mail: 'fullName', Land: 'lastName' });
  expect(names.get('Mail')).toMatch(/“Land” hold a part of the name/u);
  expect(names.get('Land')).toMatch(/“Mail” holds the full name/u);
});

it('keeps what a person chose when the file is read in another way, and takes the new suggestions for the rest', () => {
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

it('asks for the email column unless rows may come without', () => {
  const settings = startSettings(reading, null);
  expect(mappingTrouble(reading, settings)).toBeNull();
  const without = { ...settings, mapping: { ...settings.mapping, Mail: null } };
  expect(mappingTrouble(reading, without)).toMatch(/No column is mapped to Email/u);
  expect(mappingTrouble(reading, { ...without, allowWithoutEmail: true })).toBeNull();
});
