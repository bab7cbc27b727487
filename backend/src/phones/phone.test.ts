import { describe, expect, it } from 'vitest';
import { parseNumericPhone, parsePhone, type PhoneResult } from './phone.ts';

/** One line per result: `E.164 [x extension] type country [unusual]`, or why not. */
function told(result: PhoneResult): string {
  if (result.kind === 'not_possible') {
    return result.reason.text.includes('without a country') ? 'no country' : 'not possible';
  }
  const { e164, extension, type, country, unusual, further = [] } = result;
  const others = further.map((phone) => `and ${phone.e164}`);
  return [e164, extension && `x${extension}`, type ?? '-', country ?? '-', unusual && 'unusual', ...others]
    .filter(Boolean)
    .join(' ');
}

describe('a number sent as text', () => {
  it.each([
    ['+1-280-754-0462x2154', null, '+12807540462 x2154 - - unusual'],
    ['001-464-312-8555', null, '+14643128555 fixed_line_or_mobile US'],
    ['001-464-312-8555x12', 'ES', '+14643128555 x12 fixed_line_or_mobile US'],
    ['280-754-0462', null, '+12807540462 - US unusual'],
    ['(280)754-0462x9', 'ES', '+12807540462 x9 - US unusual'],
    ['754.312.1234', null, '+17543121234 fixed_line_or_mobile US'],
    ['7543121234', null, 'no country'],
    ['7543121234', 'US', '+17543121234 fixed_line_or_mobile US'],
    ['754 312 1234', null, 'no country'],
    ['347-123-4567', 'IT', '+393471234567 mobile IT'],
    ['612 345 678', null, 'no country'],
    ['612 345 678', 'ES', '+34612345678 mobile ES'],
    ['612 345 678', 'es', '+34612345678 mobile ES'],
    ['020 7946 0123', 'GB', '+442079460123 fixed_line GB'],
    ['020 7946 0123', 'UK', '+442079460123 fixed_line GB'],
    ['06 1234 5678', 'IT', '+390612345678 fixed_line IT'],
    ['+34 612 345 678', 'US', '+34612345678 mobile ES'],
    ['+34 612 345 678 ext. 12', null, '+34612345678 x12 mobile ES'],
    ['00 34 612 345 678', null, '+34612345678 mobile ES'],
    ['0034612345678', 'US', '+34612345678 mobile ES'],
    ['011 34 612345678', 'US', '+34612345678 mobile ES'],
    ['tel:+34612345678', null, '+34612345678 mobile ES'],
    ['\u00a0+34\u00a0612\u00a0345\u00a0678\n', null, '+34612345678 mobile ES'],
    ['＋３４ ６１２３４５６７８', null, '+34612345678 mobile ES'],
    ['+34٦١٢٣٤٥٦٧٨', null, '+34612345678 mobile ES'],
    ['+800 1234 5678', null, '+80012345678 toll_free -'],
    ['+447700900123', null, '+447700900123 - - unusual'],
    ['+34999999999', null, '+34999999999 - ES unusual'],
    ['612345678 / 612345679', 'ES', '+34612345678 mobile ES and +34612345679'],
    ['+34612345678; +34612345679', null, '+34612345678 mobile ES and +34612345679'],
    ['1-800-FLOWERS', 'US', '+18003569377 toll_free US'],
    ['call me', 'ES', 'not possible'],
    ['null', 'ES', 'not possible'],
    ['', 'ES', 'not possible'],
    [' \t\n', 'ES', 'not possible'],
    ['0', 'ES', 'not possible'],
    ['+0', null, 'not possible'],
    ['+', null, 'not possible'],
    ['-', 'ES', 'not possible'],
    ['112', 'ES', 'not possible'],
    ['754-0462', 'US', 'not possible'],
    ['+34 61', null, 'not possible'],
    ['+999 123 456 789', null, 'not possible'],
    ['12345678901234567890', null, 'not possible'],
    ['+34 612 345 678 901 234', null, 'not possible'],
    ['612 345 678', 'XX', 'no country'],
  ])('%j of a lead in %s is %s', (raw, defaultCountry, expected) => {
    expect(told(parsePhone(raw, { defaultCountry }))).toBe(expected);
  });
});

describe('a number sent as a JSON number with a country beside it', () => {
  it.each([
    ['an ISO code', 612345678, 'ES', '+34612345678 mobile ES'],
    ['a lower-case ISO code', 612345678, 'es', '+34612345678 mobile ES'],
    ['spaces around', 612345678, ' ES ', '+34612345678 mobile ES'],
    ['UK for GB', 2079460123, 'UK', '+442079460123 fixed_line GB'],
    ['a dialling code', 612345678, '34', '+34612345678 mobile ES'],
    ['a dialling code with +', 612345678, '+34', '+34612345678 mobile ES'],
    ['a dialling code with 00', 612345678, '0034', '+34612345678 mobile ES'],
    ['a dialling code with a space', 612345678, '+ 34', '+34612345678 mobile ES'],
    ['a full-width dialling code', 612345678, '＋３４', '+34612345678 mobile ES'],
    ['a dialling code with its area', 5551234, '1787', '+17875551234 fixed_line_or_mobile PR'],
    ['a dialling code of many countries', 2025550123, '1', '+12025550123 fixed_line_or_mobile US'],
    ['the code in the number too (ISO)', 34612345678, 'ES', '+34612345678 mobile ES'],
    ['the code in the number too (dialling)', 34612345678, '34', '+34612345678 mobile ES'],
    ['the code in the number too (US)', 12025550123, '1', '+12025550123 fixed_line_or_mobile US'],
    ['the code in the number too (RU)', 79161234567, '7', '+79161234567 mobile RU'],
    ['the code in the number too (DE, open area codes)', 4915112345678, 'DE', '+4915112345678 mobile DE'],
    ['the code in the number too (DE, dialling)', 4915112345678, '49', '+4915112345678 mobile DE'],
    ['the code in an unusual number', 447700900123, '44', '+447700900123 - - unusual'],
    ['a number that starts like its code (Emden, 04921)', 4921123456, 'DE', '+494921123456 fixed_line DE unusual'],
    ['an old form (Mexico)', 13312345678, '52', '+523312345678 fixed_line_or_mobile MX'],
    ['an old form with its code', 5213312345678, 'MX', '+523312345678 fixed_line_or_mobile MX'],
    ['a mobile number that starts like its code', 3923456789, 'IT', '+393923456789 mobile IT'],
    ['a lost trunk zero', 2079460123, 'GB', '+442079460123 fixed_line GB'],
    ['a lost zero that belongs to the number', 612345678, 'IT', '+390612345678 fixed_line IT'],
    ['a lost zero of the number, by dialling code', 612345678, '39', '+390612345678 fixed_line IT'],
    ['a lost zero of a number in the Ivory Coast', 101234567, 'CI', '+2250101234567 mobile CI'],
    ['a possible number that is not valid', 999999999, 'ES', '+34999999999 - ES unusual'],
    ['too short a number', 61234567, 'ES', 'not possible'],
    ['an emergency number', 112, 'ES', 'not possible'],
    ['too long a number', 612345678901, 'ES', 'not possible'],
    ['fifteen digits', 123456789012345, 'ES', 'not possible'],
    ['zero', 0, 'ES', 'not possible'],
    ['minus zero', -0, 'ES', 'not possible'],
    ['a negative number', -612345678, 'ES', 'not possible'],
    ['a fraction', 612345678.5, 'ES', 'not possible'],
    ['an integer that a double can’t store exactly', Number.MAX_SAFE_INTEGER + 1, 'ES', 'not possible'],
    ['an exponent', 1e21, 'ES', 'not possible'],
    ['no such dialling code', 612345678, '999', 'not possible'],
    ['no country', 612345678, '', 'no country'],
    ['null', 612345678, null, 'no country'],
    ['no such country', 612345678, 'XX', 'no country'],
    ['words', 612345678, 'Spain', 'no country'],
  ])('with %s: %d, %j', (_case, number, countryCode, expected) => {
    expect(told(parseNumericPhone(number, countryCode))).toBe(expected);
  });

  it('is read in the lead’s country when none came with it', () => {
    expect(told(parseNumericPhone(612345678, null, { defaultCountry: 'ES' }))).toBe('+34612345678 mobile ES');
    expect(told(parseNumericPhone(612345678, 'FR', { defaultCountry: 'ES' }))).toBe('+33612345678 mobile FR');
  });
});

it('never quotes what was sent in a reason', () => {
  const results = [parsePhone('612 345 67', { defaultCountry: 'ES' }), parseNumericPhone(61234567, 'ES')];
  expect(JSON.stringify(results)).not.toMatch(/\d/u);
});
