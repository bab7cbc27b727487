import type { ExportMode } from '@tinygenesy/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * Writes a number and its extension into one cell of an export, such as `+34612345678 ext. 12`. A spreadsheet export has
 * spaces between the groups. `phoneInCell` reads the same number from it.
 */
export function phoneCell(e164: string, extension: string | null, mode: ExportMode): string {
  const number = mode === 'raw' ? e164 : inGroups(e164);
  return extension === null ? number : `${number} ext. ${extension}`;
}

/** Returns the number unchanged where its written form has other digits than are dialed. */
function inGroups(e164: string): string {
  const written = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  return written.replace(/[^+\d]/gu, '') === e164 ? written : e164;
}
