import { expect, it } from 'vitest';
import { sampleReading } from '../../testing/samples.ts';
import { carryOver, conflictsOf, mappingProblem, startSettings } from './mapping.ts';

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
