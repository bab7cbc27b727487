import { expect, it } from 'vitest';
import { parseNumericPhone, parsePhone } from '../../phones/phone.ts';
import { countryOfHost, fictionNumber, fictionRangeEnds } from './fictionNumbers.ts';

it.each(fictionRangeEnds())('+$callingCode $national is a possible number of $country', (number) => {
  const { callingCode, national, country } = number;
  const whole = { kind: 'phone', e164: `+${callingCode}${national}` };
  expect(parsePhone(`+${callingCode}${national}`)).toMatchObject(whole);
  expect(parseNumericPhone(Number(national), country)).toMatchObject(whole);
  expect(parseNumericPhone(Number(national), callingCode)).toMatchObject(whole);
});

it.each([
  ['acme.co.uk', 'GB'],
  ['acme.de', 'DE'],
  ['acme.com.au', 'AU'],
  ['acme.com', 'US'],
  ['acme.es', 'US'],
  ['', 'US'],
])('the numbers of %j come from %s', (host, country) => {
  expect(countryOfHost(host)).toBe(country);
});

it('gives every number of a country, and never one outside its ranges', () => {
  const numbers = Array.from({ length: 495 }, (_, pick) => fictionNumber('SE', pick).national);
  expect(new Set(numbers).size).toBe(495);
  expect(numbers).toContain('701740699');
  expect(fictionNumber('SE', 495)).toEqual(fictionNumber('SE', 0));
  expect(fictionNumber('US', 2 ** 32 - 1).national).toMatch(/^\d{3}55501\d{2}$/u);
});
