import type { Reason } from '@tinygenesy/contract';
import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/** A phone number as it is stored. `type` and `country` are null if the metadata doesn't determine them. */
export interface ParsedPhone {
  kind: 'phone';
  e164: string;
  extension: string | null;
  /** Line type in lower case: `mobile`, `fixed_line`, `fixed_line_or_mobile`, `toll_free`, … */
  type: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** Whether the number has a possible length but is not valid by the metadata of its numbering plan. */
  unusual: boolean;
}

/** A number, or why there is none. The reason never quotes the text, because the ledger outlives a person's data. */
export type PhoneResult = ParsedPhone | { kind: 'not_possible'; reason: Reason };

/**
 * Reads a phone number from text, in any usual format and with digits of any script.
 * @param raw the text, or several texts, of which the first possible number is returned
 * @param options.defaultCountry ISO 3166-1 alpha-2, in any case: the country of a number without a country code. A
 *    number that is not possible there is read as North American if it is written 3-3-4.
 */
export function parsePhone(
  raw: string | readonly string[],
  options: { defaultCountry?: string | null } = {},
): PhoneResult {
  const country = countryOf(options.defaultCountry ?? null);
  const texts = (typeof raw === 'string' ? [raw] : raw).map((text) =>
    text
      .normalize('NFKC')
      .trim()
      .replace(/^tel:\s*/iu, ''),
  );
  for (const text of texts) {
    for (const candidate of candidatesIn(text, country)) {
      const phone = possibleNumber(candidate);
      if (phone !== null) return stored(phone);
    }
  }
  const isNational = (text: string): boolean => /^\d{7,15}$/u.test(text.replace(/[\s().-]/gu, ''));
  return notPossible(country === null && texts.some(isNational));
}

function candidatesIn(text: string, country: CountryCode | null): Candidate[] {
  const candidates: Candidate[] = [];
  if (/^00[\s.-]*[1-9]/u.test(text)) candidates.push([`+${text.slice(2)}`, null]);
  if (country !== null || text.startsWith('+')) candidates.push([text, country]);
  if (northAmerican.test(text)) candidates.push([text, 'US']);
  return candidates;
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
  if (dialling !== undefined) {
    const whole: Candidate[] = digits.startsWith(dialling) ? [[`+${digits}`, null]] : [];
    return bestOf([[`+${dialling}${digits}`, null], ...whole], [`+${dialling}0${digits}`, null]);
  }
  const country = countryOf(given) ?? countryOf(options.defaultCountry ?? null);
  if (country === null) return notPossible(true);
  const withCode: Candidate[] = digits.startsWith(getCountryCallingCode(country)) ? [[`+${digits}`, null]] : [];
  return bestOf([[digits, country], ...withCode], [`0${digits}`, country]);
}

type Candidate = readonly [text: string, country: CountryCode | null];

/**
 * A number written 3-3-4 with brackets, dashes or dots. Digits alone or with spaces may be another country's number.
 */
const northAmerican = /^(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,7})?$/iu;

/**
 * Returns the likeliest reading: the first valid mobile number, else the first valid number, else the first possible
 * one. Mobile numbers come first because of German area codes: a number that repeats its dialling code is a valid fixed
 * line there. A lost zero is restored only if the number is then valid, since it would make short numbers possible.
 */
function bestOf(readings: readonly Candidate[], withZero: Candidate): PhoneResult {
  const possible = readings.flatMap((reading) => possibleNumber(reading) ?? []);
  const restored = possibleNumber(withZero);
  const valid = [...possible, ...(restored === null ? [] : [restored])].filter((phone) => phone.isValid());
  const best = valid.find((phone) => phone.getType() === 'MOBILE') ?? valid[0] ?? possible[0];
  return best === undefined ? notPossible(false) : stored(best);
}

function possibleNumber([text, country]: Candidate): PhoneNumber | null {
  const phone = parsePhoneNumberFromString(text, {
    ...(country === null ? {} : { defaultCountry: country }),
    extract: false,
  });
  return phone?.isPossible() ? phone : null;
}

function stored(phone: PhoneNumber): ParsedPhone {
  const [only, ...others] = phone.getPossibleCountries();
  return {
    kind: 'phone',
    e164: phone.number,
    extension: phone.ext ?? null,
    type: phone.getType()?.toLowerCase() ?? null,
    country: phone.country ?? (others.length === 0 ? (only ?? null) : null),
    unusual: !phone.isValid(),
  };
}

function countryOf(text: string | null): CountryCode | null {
  const upper = text?.trim().toUpperCase() ?? '';
  const code = upper === 'UK' ? 'GB' : upper;
  return isSupportedCountry(code) ? code : null;
}

function notPossible(countryUnknown: boolean): PhoneResult {
  const text = countryUnknown
    ? 'The answer is a number without a country, and the lead has none'
    : 'The answer is not a possible phone number';
  return { kind: 'not_possible', reason: { code: 'not_possible_number', text } };
}
