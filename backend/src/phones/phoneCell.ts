import type { ExportMode } from '@tinygenesy/contract';
import { inGroups } from './inGroups.ts';

/**
 * Writes a number and its extension into one cell of an export, such as `+34612345678 ext. 12`. A spreadsheet export has
 * spaces between the groups. `phoneInCell` reads the same number from it.
 */
export function phoneCell(e164: string, extension: string | null, mode: ExportMode): string {
  const number = mode === 'raw' ? e164 : inGroups(e164);
  return extension === null ? number : `${number} ext. ${extension}`;
}
