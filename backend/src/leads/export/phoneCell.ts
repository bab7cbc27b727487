import type { ExportMode } from '@tinygenesy/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A number in one cell, with its extension, so that an import reads the same number from it: `+34612345678 ext. 12`,
 * with spaces between its groups where a person reads it.
 * @param e164 as stored
 */
export function phoneCell(e164: string, extension: string | null, mode: ExportMode): string {
  const number = mode === 'raw' ? e164 : inGroups(e164);
  return extension === null ? number : `${number} ext. ${extension}`;
}

/** Some plans are written with other digits than are dialled; then the number stays as it is. */
function inGroups(e164: string): string {
  const written = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  return written.replace(/[^+\d]/gu, '') === e164 ? written : e164;
}
