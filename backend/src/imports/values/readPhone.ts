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
  const phone = possible(typed, countryCode);
  if (phone !== null) return { phone, more: false };
  if (scientific.test(typed)) return { problem: 'phone_damaged_by_spreadsheet' };
  const parts = typed.split(/[;|\n]|,\s|\s(?:\/|or|oder|o|ou)\s|\/(?=\s*\+)/iu);
  for (const part of parts.length > 1 ? parts : []) {
    const one = possible(part.replace(/^\s*\p{L}[\p{L}.\s]*:/u, '').trim(), countryCode);
    if (one !== null) return { phone: one, more: true };
  }
  return { problem: 'impossible_phone' };
}

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
