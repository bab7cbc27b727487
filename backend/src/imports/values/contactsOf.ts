import { emailSchema } from '@tinygenesy/contract';
import { readLinkedin } from '../../leads/readLinkedin.ts';
import { bareHost } from '../../leads/leadInput.ts';
import { longest } from './limits.ts';
import { readEmail } from './cells/readEmail.ts';
import { readWebsite } from './cells/readWebsite.ts';
import { type RowInHand, type Shape, cellOf, keep, shaped, addIssue } from './rowInHand.ts';

export function emailOf(row: RowInHand): { address: string | null; isGiven: boolean } {
  const cell = cellOf(row, 'email');
  if (cell === null) return { address: null, isGiven: false };
  const found = readEmail(cell.text) ?? (row.isExport ? storedEmail(cell.text) : null);
  if (found === null) {
    addIssue(
      row,
      'invalid_email',
      cell,
      'This is not an email address such as name@company.com. The row is not imported.',
    );
    return { address: null, isGiven: true };
  }
  if (found.more)
    addIssue(row, 'several_values', cell, `Several addresses. ${found.email} is imported, ${keep(row, cell)}.`);
  return { address: found.email, isGiven: true };
}

/** Reads an address by the API's rule, which accepts more than the rule for files. */
function storedEmail(text: string): { email: string; more: boolean } | null {
  const parsed = emailSchema.safeParse(text);
  return parsed.success ? { email: parsed.data, more: false } : null;
}

const linkedin: Shape<string> = {
  read: readLinkedin,
  stored: (text) => (text.length <= longest.address ? text : null),
  code: 'invalid_linkedin',
  wrong: 'Not a LinkedIn address of a person',
};
export const linkedinOf = (row: RowInHand): string | null => shaped(row, 'linkedinUrl', linkedin);

const website: Shape<{ host: string; more: boolean }> = {
  read: readWebsite,
  stored(text) {
    const host = bareHost(text);
    return host === null ? null : { host, more: false };
  },
  code: 'invalid_website',
  wrong: 'Not a website such as acme.com',
};
export function websiteOf(row: RowInHand): string | null {
  const found = shaped(row, 'companyWebsite', website);
  const cell = found?.more ? cellOf(row, 'companyWebsite') : null;
  if (cell !== null)
    addIssue(row, 'several_values', cell, `Several websites. ${found?.host} is imported, ${keep(row, cell)}.`);
  return found?.host ?? null;
}
