import { getCountries } from 'libphonenumber-js/max';
import { foldText } from '../leads/foldText.ts';

const languages = ['en', 'es', 'de', 'fr'];
/** Names that people write and no list of languages has. */
const others: Record<string, string> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  usa: 'US',
  'u.s.': 'US',
  'u.s.a.': 'US',
  eeuu: 'US',
  'ee.uu.': 'US',
  'united states of america': 'US',
  holland: 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  uae: 'AE',
};

let byName: Map<string, string> | undefined;

/** The ISO 3166-1 code of a country given by code or by its name in English, Spanish, German or French; else null. */
export function countryCode(text: string): string | null {
  byName ??= new Map([
    ...languages.flatMap((language) => {
      const names = new Intl.DisplayNames([language], { type: 'region' });
      return getCountries().map((code) => [foldText(names.of(code) ?? code), code] as const);
    }),
    ...getCountries().map((code) => [code.toLowerCase(), code] as const),
    ...Object.entries(others),
  ]);
  return byName.get(foldText(text)) ?? null;
}
