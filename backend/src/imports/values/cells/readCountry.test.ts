import { getAlpha2Codes, getAlpha3Codes, getNumericCodes } from 'i18n-iso-countries/index.js';
import { expect, test } from 'vitest';
import { blankLead, editLead } from '../../../leads/editLead.ts';
import { readCountry } from './readCountry.ts';

const countries: [code: string, ...texts: string[]][] = [
  [
    'ES',
    'ES',
    'es',
    'ESP',
    '724',
    'Spain',
    'SPAIN',
    'España',
    'Espana',
    'Spanien',
    'Espagne',
    'Spagna',
    'Espanha',
    '🇪🇸',
  ],
  ['ES', ' Spain ', 'Spain (ES)', 'ES - España', 'Spanje', 'Hiszpania', 'Испания', 'スペイン', 'إسبانيا', 'Ισπανία'],
  [
    'GB',
    'UK',
    'U.K.',
    'uk',
    'GBR',
    'England',
    'Great Britain',
    'Northern Ireland',
    'Reino Unido',
    'Vereinigtes Königreich',
  ],
  [
    'US',
    'U.S.A.',
    'USA',
    'usa',
    'US',
    'America',
    'United States of America (USA)',
    'EE.UU.',
    'EUA',
    'États-Unis',
    '840',
  ],
  ['DE', 'Deutschland', 'DEUTSCHLAND', 'Germany', 'Alemania', 'Allemagne', 'Niemcy', 'Tyskland', '276', 'Duitsland'],
  ['CI', 'Côte d’Ivoire', "Cote d'Ivoire", 'Ivory Coast', 'Elfenbeinküste'],
  ['CZ', 'Czech Republic', 'Czechia', 'Česko', 'Tschechien'],
  ['KR', 'South Korea', 'Korea, Republic of', '대한민국'],
  ['NA', 'NA', 'Namibia'],
  ['NO', 'NO', 'no', 'Norge', 'Norwegen'],
  ['DZ', '012', 'Algérie'],
  ['AT', 'Österreich', 'Oesterreich', 'Autriche', 'A.T.'],
  ['CN', '中国', 'PRC', 'China'],
  ['JP', '日本', 'Japan', 'Japón'],
  ['TR', 'Türkiye', 'Turkey', 'Türkei'],
  ['XK', 'Kosovo'],
  ['BA', 'Bosnia & Herzegovina', 'Bosnia and Herzegovina', 'BiH'],
  ['BE', 'Bỉ'],
];
test.each(countries.flatMap(([code, ...texts]) => texts.map((text) => [text, code])))('%s is %s', (text, code) => {
  expect(readCountry(text)).toBe(code);
});

const none = [
  'XXX',
  '12',
  'Ã‘',
  'Ñ',
  'XX',
  'ZZ',
  '12.0',
  '34',
  '+34',
  '999',
  '000',
  'EU',
  'Europe',
  'Atlantis',
  'en',
  'AN',
  '',
  ' ',
  '?',
];
test.each([...none, 'Ireland (UK)', 'Madrid', 'Paris, TX', 'constructor', '__proto__', '🇽🇽', '🏴', 'ESPAÑA!!'])(
  '"%s" is not a country',
  (text) => {
    expect(readCountry(text)).toBeNull();
  },
);

test('every code of ISO 3166-1 is known in all three forms, and a lead can store it', () => {
  for (const alpha2 of Object.keys(getAlpha2Codes())) {
    expect([alpha2, readCountry(alpha2)]).toEqual([alpha2, alpha2]);
    expect(editLead(blankLead, { email: 'a@b.example', countryCode: alpha2 }).after.countryCode).toBe(alpha2);
  }
  for (const [alpha3, alpha2] of Object.entries(getAlpha3Codes())) expect(readCountry(alpha3)).toBe(alpha2);
  for (const [numeric, alpha2] of Object.entries(getNumericCodes())) {
    expect(readCountry(numeric.padStart(3, '0'))).toBe(alpha2);
  }
});
