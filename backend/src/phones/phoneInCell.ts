import { type ParsedPhone, parsePhone } from './phone.ts';

/** `hasOthers`: the cell holds several numbers. */
export type PhoneInCell =
  { phone: ParsedPhone; hasOthers: boolean } | { problem: 'impossible_phone' | 'phone_damaged_by_spreadsheet' };

/**
 * Reads the first possible phone number in a cell of a file, in any usual format.
 * @param country the row's country (ISO 3166-1 alpha-2), for a number without a country code
 */
export function phoneInCell(cell: string, country: string | null): PhoneInCell {
  const text = unwrapped(cell.replace(invisible, ''));
  // A list is split before it is read: libphonenumber takes a semicolon for the start of an extension.
  const parts = /[;|/]|,\s|\p{L}/u.test(text) ? text.split(between).filter((part) => digitsIn(part) >= minDigits) : [];
  const whole = parts.length < 2 ? [text, withoutLabels(text)] : [];
  const texts = [...whole, ...parts.map(withoutLabels)].filter((candidate) => candidate.length <= maxLength);
  const phone = parsePhone(texts, { defaultCountry: country });
  if (phone.kind === 'phone') return { phone, hasOthers: parts.length > 1 };
  return { problem: scientific.test(text) ? 'phone_damaged_by_spreadsheet' : 'impossible_phone' };
}

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
/** Digits with an exponent: how Excel writes a long number, which has lost its last digits. */
const scientific = /^\+?\d(?:[.,]\d+)?\s?e\s?\+?\d{1,2}$/iu;
/** Separators between two numbers. A slash may also be part of one number (`030/1234567`). */
const between = /[;|]|,\s|\s(?:or|oder|o|ou|und|and|y|et)\s|\s\/|\/(?=\s*\+)|(?<=\d{7})\/(?=\d{7})/iu;
const minDigits = 6;
const maxLength = 50;
const digitsIn = (text: string): number => text.replace(/\D/gu, '').length;

/** Removes labels (`Tel.: …`, `… (work)`) and trailing separators. */
const withoutLabels = (text: string): string =>
  text
    .replace(/^\s*\p{L}[\p{L}.\s-]*:/u, '')
    .replace(/\([^\d()]*\)/gu, '')
    .replace(/[\s,;.]+$/u, '')
    .trim();

/** Unwraps `="0034…"`, which keeps leading zeros in a spreadsheet, and removes the `.0` of a column of decimals. */
function unwrapped(text: string): string {
  const inner = /^="([^"]*)"$/u.exec(text)?.[1] ?? text;
  return inner.replace(/^(\+?\d{7,15})[.,]0$/u, '$1');
}
