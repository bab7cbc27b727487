import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Numbers whose written form is kept: a list is read again and again, and reading a number takes 20 µs. */
const maxKept = 20_000;
const kept = new Map<string, string>();

/**
 * Writes an E.164 number in groups, as people do: `+34 612 34 56 78`. Returns it unchanged where its written form has
 * other digits than are dialed.
 */
export function inGroups(e164: string): string {
  const known = kept.get(e164);
  if (known !== undefined) return known;
  const written = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  const result = written.replace(/[^+\d]/gu, '') === e164 ? written : e164;
  if (kept.size >= maxKept) kept.clear();
  kept.set(e164, result);
  return result;
}
