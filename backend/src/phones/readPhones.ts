import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { fromOldForm } from './oldForms.ts';
import { isUnusual, type PhoneDoubt } from './phoneDoubts.ts';
import { plainText } from './plainText.ts';
import { digitsIn, extensionAtEnd, splitPhones } from './splitPhones.ts';

/** A phone number as it is stored. `type` and `country` are null if the metadata doesn't determine them. */
export interface ParsedPhone {
  kind: 'phone';
  e164: string;
  extension: string | null;
  /** Line type in lower case: `mobile`, `fixed_line`, `fixed_line_or_mobile`, `toll_free`, … */
  type: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** Whether the number is not in its country's plan, or was read with a doubt. */
  unusual: boolean;
  /** Absent: none. */
  doubts?: readonly PhoneDoubt[];
  /** Other numbers in the same text. */
  further?: readonly ParsedPhone[];
}

/** A number with what is said about it. */
export interface ReadPhone extends ParsedPhone {
  doubts: readonly PhoneDoubt[];
}

/** The numbers in a text, the first one first. */
export interface PhoneReading {
  phones: ReadPhone[];
  /** The text has several numbers, or a number and something that can't be read as one. */
  hasSeveral: boolean;
  /** Why there is no number; null: there is one. */
  problem: 'impossible' | 'no_country' | 'damaged' | null;
}

/** Digits with an exponent: how spreadsheets write a long number, which has lost its last digits. */
const scientific = /^\+?\d(?:[.,]\d+)?\s?e\s?\+?\d{1,2}$/iu;
/** One number in a usual form, which needs no cleaning and no splitting: most cells of a large file. */
const usual = /^(?!.* {2}|.* - |(?:19|20)\d\d-\d\d?-|(?:\D*\d){14})\+?[\d(][\d ()-]{5,23}$/u;
const longestText = 1_000;
const longestNumber = 60;

/**
 * Reads the phone numbers in a text, in any usual format and from any source: a cell of a file, a provider's answer, a
 * person's input.
 * @param country the country of a number without a country code (ISO 3166-1 alpha-2, in any case); null: unknown
 */
export function readPhones(text: string, country: string | null): PhoneReading {
  if (usual.test(text)) {
    const phone = readNumber(text, countryOf(country));
    if (phone !== null) return { phones: [phone], hasSeveral: false, problem: null };
  }
  const plain = plainText(text.slice(0, longestText));
  if (scientific.test(plain)) return { phones: [], hasSeveral: false, problem: 'damaged' };
  const home = countryOf(country);
  const { parts, hasRest } = splitPhones(plain, (part) => readPart(part, home)?.unusual === false);
  const readings = parts.map((part) => readPart(part, home));
  const found = parts.flatMap((part, place) => readings[place] ?? numbersAmongWords(part, home));
  const [first] = found;
  if (first === undefined) {
    const isNational = home === null && parts.some((part) => /^\d{7,15}$/u.test(part.replace(/[\s().-]/gu, '')));
    return { phones: [], hasSeveral: false, problem: isNational ? 'no_country' : 'impossible' };
  }
  const distinct = new Map(found.map((phone) => [phone.e164, phone] as const).toReversed());
  const hasUnread = hasRest || readings.includes(null);
  const others = [...distinct.values()].filter(({ e164 }) => e164 !== first.e164).toReversed();
  return {
    // A number behind another one may lack what is written only once, such as the area code.
    phones: [first, ...others.filter(({ doubts }) => !doubts.includes('lost_zero'))],
    hasSeveral: others.length > 0 || hasUnread,
    problem: null,
  };
}

/** Returns the supported country of a code. */
export function countryOf(text: string | null): CountryCode | null {
  const upper = text?.trim().toUpperCase() ?? '';
  const code = upper === 'UK' ? 'GB' : upper;
  return isSupportedCountry(code) ? code : null;
}

/** Digits in a text that may be a phone number: no part of a word, an address or a longer number. */
const amongWords =
  /(?<![\p{L}\p{N}.@/+-])(?:\+\s?)?(?:\(\+?\d{1,5}\)|\d)(?:[\s.-]*(?:\(\d{1,5}\)|\d)){6,}(?!\p{N}|[^\s@]*@)/gu;

/** Finds the certain numbers in a text that is not a number as a whole: `612 345 678 (after 6 pm)`. */
const numbersAmongWords = (text: string, home: CountryCode | null): ReadPhone[] =>
  [...text.matchAll(amongWords)].flatMap(([digits]) => {
    const phone = readPart(digits, home);
    return phone?.unusual === false ? phone : [];
  });

function readPart(part: string, home: CountryCode | null): ReadPhone | null {
  const bare = part
    .replace(/^[\s\p{L}][\p{L}.\s/-]*:\s*/u, '')
    .replace(/\([^\d()]*\)/gu, ' ')
    .replace(/^[^\p{L}\p{N}+(]+|[^\p{L}\p{N})#]+$/gu, '')
    .replaceAll('_', ' ')
    .trim();
  if (date.test(bare)) return null;
  return readNumber(withoutWords(bare), home) ?? fromKeypad(bare, home);
}

const date = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?:[\sT]|$)/u;

/** Removes words around a number: `Mobil +49 171 …`, `612 345 678 work`. */
const withoutWords = (text: string): string => {
  const end = tailOf(text) === null ? extensionAtEnd.exec(text)?.[1] : undefined;
  const number = end === undefined ? text : text.replace(extensionAtEnd, '');
  const bare = number.replace(/^\p{L}[\p{L}.\s]*(?=[+(\d])/u, '').replace(/(?<=\d)\s+\p{L}[\p{L}.\s]*$/u, '');
  return end === undefined ? bare : `${bare.trim()} ext. ${end}`;
};

function readNumber(text: string, home: CountryCode | null): ReadPhone | null {
  if (text.length > longestNumber) return null;
  const tail = tailOf(text);
  if (tail !== null) {
    const base = readWhole(tail.base, home);
    if (base !== null && !base.doubts.includes('not_in_plan')) return withTail(base, tail);
    const whole = readWhole(text, home);
    return whole === null || whole.doubts.includes('not_in_plan') || tail.isApart ? null : whole;
  }
  return readWhole(text, home);
}

interface Tail {
  base: string;
  /** The end can't be a part of the number: only a dash also groups its digits. */
  isApart: boolean;
  extension: string | null;
}

/** What stands between a number and the end of a range. */
const rangeSign = String.raw`(?:\s*(-|[/~&]\s*-?|\.{2,})\s*|\s+(?:bis|to|thru|through|hasta|al?|au|à|tot|do|und|oder|or|and|ou|o|y|e)\s+-?\s*)`;
const ranged = new RegExp(
  String.raw`^(.*?(?<!\d)(\d{4,}|(?<=\s)\d{2,3}))${rangeSign}(\d{1,3})((?:\s*[/,&]\s*-?\d{1,3})*)$`,
  'isu',
);

/** Returns a range (`901820-21`, `901820/21/22`) or direct extension (`901820-0`) at the end; null: none. */
function tailOf(text: string): Tail | null {
  if (!/(?:[/~&,-]|\.{2}|\p{L}\s)[\s-]*\d{1,3}$/u.test(text)) return null;
  const [, base, last = '', sign = '', end = '', further = ''] = ranged.exec(text) ?? [];
  if (base === undefined || digitsIn(base) < 6) return null;
  const isRange = further !== '' || !/^[/-]/u.test(sign) || Number(end) > Number(last.slice(-end.length));
  return { base, isApart: sign !== '-' || further !== '', extension: isRange ? null : end };
}

const withTail = (phone: ReadPhone, { extension }: Tail): ReadPhone => ({
  ...phone,
  extension,
  doubts: [...phone.doubts, 'range'],
  unusual: true,
});

function readWhole(text: string, home: CountryCode | null): ReadPhone | null {
  const written = text.replace(/^\(\s*(\+|00)\s*(\d{1,3})\s*\)/u, '$1$2 ').replace(/^\++\s*(?:00)?\s*/u, '+');
  if (written.startsWith('+')) return readInternational(written);
  if (/^00[\s.-]*[1-9]/u.test(written)) {
    const international = readInternational(`+${written.slice(2)}`);
    if (international !== null) return international;
  }
  return home === null ? readHomeless(written) : readNational(written, home);
}

function readInternational(text: string): ReadPhone | null {
  const phone = parse(text, null);
  if (phone === null) return null;
  if (phone.isValid()) return stored(phone, [], true);
  return converted(phone) ?? (isUsable(phone) ? stored(phone) : null);
}

/** Reads a number without a country code whose country is not known. */
function readHomeless(text: string): ReadPhone | null {
  if (/;\s*phone-context=\+/iu.test(text)) {
    const phone = parse(`tel:${text}`, null);
    return phone?.isValid() ? stored(phone) : null;
  }
  if (northAmerican.test(text)) {
    const phone = parse(text, 'US');
    if (phone !== null && isUsable(phone)) return stored(phone);
  }
  return withoutPlus(text);
}

/**
 * A number written 3-3-4 with brackets, dashes or dots. Digits alone or with spaces may be another country's number.
 */
const northAmerican = /^(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,7})?$/iu;

function readNational(text: string, home: CountryCode): ReadPhone | null {
  const phone = parse(text, home);
  if (phone === null) return readHomeless(text);
  const digits = text.replace(/\s*(?:ext\.|x).*$/iu, '').replace(/\D/gu, '');
  const code = getCountryCallingCode(home);
  const readings = digits.startsWith(code) ? bothReadings(text, digits, code, phone) : null;
  if (readings !== null) return readings;
  if (phone.isValid()) {
    if (!lacksZero(phone, digits)) return stored(phone, [], true);
    const foreign = withoutPlus(text);
    if (foreign === null) return stored(phone, ['lost_zero']);
    const isForeign = foreign.type === 'mobile' && phone.getType() !== 'MOBILE';
    return isForeign ? foreign : stored(phone, ['two_readings', 'lost_zero']);
  }
  const abroad = digits.startsWith(code) ? parse(`+${digits}`, null) : null;
  const better =
    (abroad === null ? null : converted(abroad)) ?? (digits.startsWith('0') ? null : restored(digits, home));
  return (
    better ??
    fromOld(code, digits, phone) ??
    converted(phone) ??
    withoutPlus(text) ??
    (northAmerican.test(text) ? readHomeless(text) : null) ??
    (isUsable(phone) ? stored(phone) : null)
  );
}

/**
 * Compares a number with and without the country code that its digits begin with; null: at most one of them is valid,
 * and it is the one that libphonenumber reads.
 */
function bothReadings(text: string, digits: string, code: string, usual: PhoneNumber): ReadPhone | null {
  const [withCode, without] = [parse(`+${digits}`, null), parse(`+${code}${digits}`, null)];
  if (!withCode?.isValid() || withCode.number === without?.number) return null;
  const extension = usual.ext ?? null;
  if (!without?.isValid()) return { ...stored(withCode), extension };
  const isMobile = withCode.getType() === 'MOBILE' && without.getType() !== 'MOBILE';
  if (isMobile) return { ...stored(withCode), extension };
  if (without.getType() === 'MOBILE' && withCode.getType() !== 'MOBILE') return { ...stored(without), extension };
  const isApart = new RegExp(`^${code}[\\s().-]`, 'u').test(text);
  return { ...stored(isApart ? withCode : usual, ['two_readings']), extension };
}

/** Restores a zero that belongs to the number, as in Italy and the Ivory Coast. */
function restored(digits: string, home: CountryCode): ReadPhone | null {
  const phone = parse(`0${digits}`, home);
  return phone?.isValid() ? stored(phone, ['lost_zero']) : null;
}

/** Reads digits as an international number without its +; null: not valid, or too short to be sure. */
function withoutPlus(text: string): ReadPhone | null {
  if (!/^[1-9](?:[\s().-]*\d){10,14}$/u.test(text)) return null;
  const phone = parse(`+${text}`, null);
  if (phone?.isValid()) return stored(phone, ['no_plus']);
  const now = phone === null ? null : converted(phone);
  return now === null ? null : { ...now, doubts: [...now.doubts, 'no_plus'], unusual: true };
}

/** Returns whether a number is usually written with a zero that is not there. */
function lacksZero(phone: PhoneNumber, digits: string): boolean {
  if (digits.startsWith('0') || !phone.nationalNumber.endsWith(digits)) return false;
  const written = phone.formatNational({ nationalPrefix: false }).replace(/\D/gu, '');
  return written.startsWith('0') && !phone.nationalNumber.startsWith('0');
}

const converted = (phone: PhoneNumber): ReadPhone | null =>
  fromOld(phone.countryCallingCode, phone.nationalNumber, phone);

function fromOld(code: string, digits: string, { ext }: PhoneNumber): ReadPhone | null {
  for (const now of fromOldForm(code, digits)) {
    const phone = parse(now, null);
    if (phone?.isValid()) return { ...stored(phone, ['old_form']), extension: ext ?? null };
  }
  return null;
}

const keypad = 'abc2def3ghi4jkl5mno6pqrs7tuv8wxyz9';
const onKeypad = (letter: string): string =>
  keypad
    .slice(keypad.indexOf(letter))
    .replace(/^[a-z]+/u, '')
    .slice(0, 1);
/** Countries where companies advertise numbers with letters. */
const keypadCountries: ReadonlySet<string> = new Set(['AU', 'NZ', 'GB', 'IE', 'ZA', 'DE', 'AT', 'CH', 'IN', 'PH']);
const northAmericanCode = '1';

/** Area codes that are free of charge in all of North America. */
const tollFree = /^1?8(?:00|33|44|55|66|77|88)/u;
/** Letters beyond the end of a number that need not be dialed. */
const mostSurplus = 4;

/** Reads a number with keypad letters, such as 1-800-FLOWERS. Letters beyond the number's end are dropped. */
function fromKeypad(text: string, home: CountryCode | null): ReadPhone | null {
  const [, extension] = extensionAtEnd.exec(text) ?? [];
  // The number in digits may follow: 1-800-FLOWERS (356-9377).
  const word = (extension === undefined ? text : text.replace(extensionAtEnd, '')).replace(
    /(?<=[a-z])\s*\([\d\s-]+\)$/iu,
    '',
  );
  if (!/^[+(]?\d[\d\s().-]*[a-z][a-z\d\s.-]*[a-z]$/iu.test(word) || (word.match(/[a-z]/giu) ?? []).length < 3)
    return null;
  const digits = word
    .toLowerCase()
    .replace(/[a-z]/gu, onKeypad)
    .replace(/[^+\d]/gu, '');
  const isNorthAmerican = word.startsWith('+')
    ? digits.startsWith('+1')
    : isInZone(home) || (home === null && tollFree.test(digits));
  const dialed = isNorthAmerican
    ? [digits.replace(/^(\+?1?\d{10}).*$/u, '$1')]
    : Array.from({ length: mostSurplus + 1 }, (_, surplus) => digits.slice(0, digits.length - surplus));
  for (const number of dialed) {
    const phone = parse(number, isNorthAmerican ? (home ?? 'US') : home);
    const uses =
      isNorthAmerican || (phone?.country !== undefined && keypadCountries.has(phone.country) && !isOfAPlace(phone));
    if (uses && phone?.isValid()) return { ...stored(phone, ['vanity']), extension: extension ?? null };
  }
  return null;
}

/** Returns whether a number is an ordinary one, which outside of North America is not advertised with letters. */
const isOfAPlace = (phone: PhoneNumber): boolean => ['FIXED_LINE', 'MOBILE'].includes(phone.getType() ?? '');

const isInZone = (home: CountryCode | null): boolean =>
  home !== null && getCountryCallingCode(home) === northAmericanCode;

/** Returns whether a number that is not valid may be stored, marked. */
const isUsable = (phone: PhoneNumber): boolean => phone.isPossible() && !/^0+$/u.test(phone.nationalNumber);

function parse(text: string, country: CountryCode | null): PhoneNumber | null {
  const options = country === null ? {} : { defaultCountry: country };
  return parsePhoneNumberFromString(text, { ...options, extract: false }) ?? null;
}

/**
 * Numbers that regulators reserve for fiction and tests, and that libphonenumber does not know (Ofcom, Arcep, ACMA, PTS).
 * They are no sign of a wrong text.
 */
const forFiction =
  /^\+(?:447700900\d{3}|33(?:19900|26191|35301|46571|53649|63998)\d{4}|61[2378](?:5550|7010)\d{4}|353209[1]\d{5}|46(?:31390|40628|84650|98031|70174)\d{4})$/u;

function stored(phone: PhoneNumber, doubts: readonly PhoneDoubt[] = [], isValid: boolean = phone.isValid()): ReadPhone {
  const [only, ...others] = phone.getPossibleCountries();
  const isKnown = isValid || forFiction.test(phone.number);
  const all: readonly PhoneDoubt[] = isKnown ? doubts : [...doubts, 'not_in_plan'];
  return {
    kind: 'phone',
    e164: phone.number,
    extension: phone.ext ?? null,
    type: phone.getType()?.toLowerCase() ?? null,
    country: phone.country ?? (others.length === 0 ? (only ?? null) : null),
    unusual: isUnusual(all) || !isValid,
    doubts: all,
  };
}
