import { type TypedPhone, typedPhone } from '../../leads/typedPhone.ts';

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
/** Only figures with an exponent: Excel's way of writing a long number, whose last digits are gone. */
const scientific = /^\+?\d(?:[.,]\d+)?\s?e\s?\+?\d{1,2}$/iu;

/** `more`: the cell holds others beside it. */
export type ReadPhone =
  { phone: TypedPhone; more: boolean } | { problem: 'impossible_phone' | 'phone_damaged_by_spreadsheet' };

/**
 * The number in a cell, in any usual shape; of several the first that is possible.
 * @param countryCode the row's country: how a number without a country code is read
 */
export function readPhone(text: string, countryCode: string | null): ReadPhone {
  const typed = unwrapped(text.replace(invisible, ''));
  // Asked first: a semicolon would be read as one before an extension.
  const parts = /[;|/]|,\s|\p{L}/u.test(typed)
    ? typed.split(between).filter((part) => digitsIn(part) >= leastDigits)
    : [];
  if (parts.length < 2) {
    const phone = possible(typed, countryCode) ?? possible(withoutLabels(typed), countryCode);
    if (phone !== null) return { phone, more: false };
  }
  if (scientific.test(typed)) return { problem: 'phone_damaged_by_spreadsheet' };
  for (const part of parts) {
    const phone = possible(withoutLabels(part), countryCode);
    if (phone !== null) return { phone, more: parts.length > 1 };
  }
  return { problem: 'impossible_phone' };
}

/** What stands between two numbers; a slash may as well stand inside of one (`030/1234567`). */
const between = /[;|]|,\s|\s(?:or|oder|o|ou|und|and|y|et)\s|\s\/|\/(?=\s*\+)|(?<=\d{7})\/(?=\d{7})/iu;
const leastDigits = 6;
const digitsIn = (text: string): number => text.replace(/\D/gu, '').length;

/** `Tel.: …`, `… (work)`, and what is left at the ends of a list. */
const withoutLabels = (text: string): string =>
  text
    .replace(/^\s*\p{L}[\p{L}.\s-]*:/u, '')
    .replace(/\([^\d()]*\)/gu, '')
    .replace(/[\s,;.]+$/u, '')
    .trim();

/** `="0034…"` keeps a spreadsheet's hands off the zeros; `….0` is what is left of a column of decimals. */
function unwrapped(text: string): string {
  const inner = /^="([^"]*)"$/u.exec(text)?.[1] ?? text;
  return inner.replace(/^(\+?\d{7,15})[.,]0$/u, '$1');
}

function possible(text: string, countryCode: string | null): TypedPhone | null {
  if (text === '' || text.length > 50) return null;
  const phone = typedPhone(text, countryCode);
  return 'message' in phone ? null : phone;
}
