import { isSupportedCountry } from 'libphonenumber-js/max';

/** ISO 3166-1 codes of places without phone numbers of their own, which libphonenumber leaves out. */
const placesWithoutNumbers: ReadonlySet<string> = new Set(['AQ', 'BV', 'GS', 'HM', 'PN', 'TF', 'UM']);

/** Returns whether a code (ISO 3166-1 alpha-2, upper case) is the code of a country. */
export const isCountry = (code: string): boolean => isSupportedCountry(code) || placesWithoutNumbers.has(code);
