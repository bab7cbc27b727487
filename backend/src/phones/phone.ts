import type { Reason } from '@tinygenesy/contract';
import { getCountryCallingCode } from 'libphonenumber-js/max';
import { countryOf, type ParsedPhone, type ReadPhone, readPhones } from './readPhones.ts';

export type { ParsedPhone };

/** A number, or why there is none. The reason never quotes the text, because the ledger outlives a person's data. */
export type PhoneResult = ParsedPhone | { kind: 'not_possible'; reason: Reason };

/**
 * Reads the first phone number from a text of a person or a provider. The others are in `further`.
 * @param options.defaultCountry ISO 3166-1 alpha-2, in any case: the country of a number without a country code
 */
export function parsePhone(raw: string, options: { defaultCountry?: string | null } = {}): PhoneResult {
  const { phones, problem } = readPhones(raw, options.defaultCountry ?? null);
  const [first, ...further] = phones.map(parsed);
  if (first === undefined) return notPossible(problem === 'no_country');
  return further.length === 0 ? first : { ...first, further };
}

/** Reads the number in a provider's text field; null when the field is absent or blank. */
export function phoneInText(raw: string | null | undefined, defaultCountry?: string | null): PhoneResult | null {
  return raw?.trim() ? parsePhone(raw, { defaultCountry: defaultCountry ?? null }) : null;
}

/**
 * Reads a phone number sent as a JSON number, which has lost its leading zeros.
 * @param countryCode an ISO code or a dialling code (with or without `+` or `00`); null: `defaultCountry` is used
 */
export function parseNumericPhone(
  number: number,
  countryCode: string | null,
  options: { defaultCountry?: string | null } = {},
): PhoneResult {
  // E.164 has at most 15 digits, so a number that a double can't store exactly is not a phone number.
  if (!Number.isSafeInteger(number) || number <= 0) return notPossible(false);
  const digits = String(number);
  const given = (countryCode ?? '').normalize('NFKC').trim();
  const dialling = /^(?:\+|00)?\s*([1-9][\d\s-]*)$/u.exec(given)?.[1]?.replace(/\D/gu, '');
  const country = countryOf(given) ?? countryOf(options.defaultCountry ?? null);
  const code = dialling ?? (country === null ? null : getCountryCallingCode(country));
  return code === null ? notPossible(true) : bestOf(digits, code);
}

/**
 * Returns the likeliest reading: the first valid mobile number, else the first valid number, else the first possible
 * one. Mobile numbers come first because of German area codes: a number that repeats its dialling code is a valid fixed
 * line there. A lost zero is restored only if the number is then valid, since it would make short numbers possible.
 */
function bestOf(digits: string, code: string): PhoneResult {
  const texts = [`+${code}${digits}`, ...(digits.startsWith(code) ? [`+${digits}`] : [])];
  const possible = texts.flatMap((text) => readPhones(text, null).phones);
  const restored = readPhones(`+${code}0${digits}`, null).phones.filter(({ doubts }) => doubts.length === 0);
  const valid = [...possible.filter(isValid), ...restored];
  const mobile = valid.filter(({ type }) => type === 'mobile');
  const best = mobile[0] ?? valid[0] ?? possible[0];
  if (best === undefined) return notPossible(false);
  const isClear = mobile.length > 0 || possible.filter(isValid).every(({ e164 }) => e164 === best.e164);
  return isClear ? parsed(best) : { ...best, doubts: [...best.doubts, 'two_readings'], unusual: true };
}

/** Leaves an empty list of doubts out: the ledger stores what is returned. */
const parsed = ({ doubts, ...phone }: ReadPhone): ParsedPhone => (doubts.length === 0 ? phone : { ...phone, doubts });

const isValid = ({ doubts }: ReadPhone): boolean => !doubts.includes('not_in_plan');

function notPossible(countryUnknown: boolean): PhoneResult {
  const text = countryUnknown
    ? 'The answer is a number without a country, and the lead has none'
    : 'The answer is not a possible phone number';
  return { kind: 'not_possible', reason: { code: 'not_possible_number', text } };
}
