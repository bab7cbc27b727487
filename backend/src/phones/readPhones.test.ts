import { expect, test } from 'vitest';
import { phoneTexts } from './fixtures/phoneTexts.ts';
import { readPhones } from './readPhones.ts';

test.each(phoneTexts)('$text in $country: $number $marks', ({ text, country, number, marks, further }) => {
  const { phones, hasSeveral, problem } = readPhones(text, country);
  const [first, ...others] = phones.map(({ e164, extension }) => (extension === null ? e164 : `${e164} x${extension}`));
  const told = [...(phones[0]?.doubts ?? []), hasSeveral ? 'several' : null, problem].filter((mark) => mark !== null);
  expect({ number: first ?? '', marks: told.toSorted().join(' ') }).toEqual({ number, marks });
  expect(others).toEqual(further === undefined ? [] : [further]);
});

test('at least 150 texts', () => expect(phoneTexts.length).toBeGreaterThanOrEqual(150));
