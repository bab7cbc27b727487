import type { Reason } from '@tinygenesy/contract';
import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/** A number as it is stored. `type` and `country` are null where the metadata can't tell. */
export interface ParsedPhone {
  kind: 'phone';
  e164: string;
  extension: string | null;
  /** Line type in lower case: `mobile`, `fixed_line`, `fixed_line_or_mobile`, `toll_free`, … */
  type: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** Possible by its length but not valid by the numbering plan's metadata. */
  unusual: boolean;
}

/** The reason never quotes what was sent: it outlives a person's data in the ledger. */
export type PhoneResult = ParsedPhone | { kind: 'not_possible'; reason: Reason };

/**
 * Reads a phone number from text, in any usual shape and script of digits.
 * @param raw the text; of several texts, which a source may offer, the first that is a possible number counts
 * @param options.defaultCountry ISO 3166-1 alpha-2, any case: how a number without a country code is read. Without it,
 *   or when the number is not possible there, the North American shape 3-3-4 is still read.
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

/** The number in a provider's text field; null when the field is absent or blank. */
export function phoneInText(raw: string | null | undefined, defaultCountry?: string | null): PhoneResult | null {
  return raw?.trim() ? parsePhone(raw, { defaultCountry: defaultCountry ?? null }) : null;
}

/**
 * Reads a number sent as a JSON number, which has lost its leading zeros, beside a country: an ISO code, a dialling
 * code (with or without `+` or `00`), or none; then `defaultCountry` stands in.
 */
export function parseNumericPhone(
  number: number,
  countryCode: string | null,
  options: { defaultCountry?: string | null } = {},
): PhoneResult {
  // E.164 has at most 15 digits, so what a double can't hold exactly is no phone number anyway.
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

/** Written 3-3-4 with brackets, dashes or dots; bare digits or spaces would read other countries' numbers as American. */
const northAmerican = /^(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,7})?$/iu;

/**
 * The likeliest reading: a valid mobile number, else a valid one, else a possible one, in the given order. (German area
 * codes are so open that a whole number with its dialling code passes for a valid fixed line once more.) The lost
 * zero is put back only where that makes a valid number: it would make too short ones possible.
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
