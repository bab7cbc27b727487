import { emailSchema, type ImportField } from '@tinygenesy/contract';
import { isReachable } from '../../leads/editLead.ts';
import { readTagCell } from '../../leads/export/tagCell.ts';
import { readLinkedin } from '../../leads/readLinkedin.ts';
import type { TypedPhone } from '../../leads/typedPhone.ts';
import { bareHost } from '../../providers/leadInput.ts';
import type { RowLead } from '../types.ts';
import type { ProblemCode } from './problemTexts.ts';
import { readCountry } from './readCountry.ts';
import { readEmail } from './readEmail.ts';
import { readPhone } from './readPhone.ts';
import { readWebsite } from './readWebsite.ts';
import { readYears } from './readYears.ts';
import { readYesNo } from './readYesNo.ts';
import { repairMojibake } from './repairMojibake.ts';
import { type RowInHand, cellOf, fit, keep, longest, readCustom, tell, tellLetters, words } from './rowInHand.ts';
import { shorten } from './shorten.ts';
import { splitName } from './splitName.ts';
import { tidyCell } from './tidyCell.ts';

export const mostTags = 50;

/**
 * What a row says of a lead; what there is to tell goes to its issues. The lead is there even when an issue of severity
 * error keeps it out.
 */
export function judgeLead(
  row: RowInHand,
  options: { defaultCountryCode: string | null; allowWithoutEmail: boolean },
): RowLead {
  readCustom(row);
  const email = emailOf(row);
  const country = countryOf(row, options.defaultCountryCode);
  const lead: RowLead = {
    ...namesOf(row),
    email: email.address,
    jobTitle: wordsOf(row, 'jobTitle', longest.words),
    companyName: wordsOf(row, 'companyName', longest.words),
    companyWebsite: websiteOf(row),
    countryCode: country.code,
    countryRaw: country.raw,
    phone: phoneOf(row, country.code),
    linkedinUrl: linkedinOf(row),
    yearsInRole: yearsOf(row),
    tags: tagsOf(row),
    doNotContact: doNotContactOf(row),
    custom: row.custom.size === 0 ? {} : Object.fromEntries(row.custom),
  };
  if (!email.isGiven) tellMissing(row, lead, options.allowWithoutEmail);
  return lead;
}

function tellMissing(row: RowInHand, lead: RowLead, allowWithoutEmail: boolean): void {
  const about = { column: row.columns.fields.email, text: null };
  if (!allowWithoutEmail) {
    tell(row, 'missing_email', about, 'There is no e-mail address: the row can’t go in.');
  } else if (!isReachable(lead)) {
    const needed = 'a LinkedIn address, or a name together with a company';
    tell(row, 'no_identity', about, `Without an e-mail a row needs ${needed}: it can’t go in.`);
  }
}

function emailOf(row: RowInHand): { address: string | null; isGiven: boolean } {
  const cell = cellOf(row, 'email');
  if (cell === null) return { address: null, isGiven: false };
  const found = readEmail(cell.text) ?? (row.isExport ? storedEmail(cell.text) : null);
  if (found === null) {
    tell(row, 'invalid_email', cell, 'It is not an e-mail address such as name@company.com: the row can’t go in.');
    return { address: null, isGiven: true };
  }
  if (found.more) tell(row, 'several_values', cell, `Several addresses: ${found.email} is taken, ${keep(row, cell)}.`);
  return { address: found.email, isGiven: true };
}

/** By the rule of the API, which takes more than people's files should bring. */
function storedEmail(text: string): { email: string; more: boolean } | null {
  const parsed = emailSchema.safeParse(text);
  return parsed.success ? { email: parsed.data, more: false } : null;
}

function linkedinOf(row: RowInHand): string | null {
  const read = (text: string): string | null =>
    readLinkedin(text) ?? (row.isExport && text.length <= longest.address ? text : null);
  return shaped(row, 'linkedinUrl', read, 'invalid_linkedin', 'It is no person’s address at LinkedIn');
}

function countryOf(row: RowInHand, defaultCode: string | null): { code: string | null; raw: string | null } {
  const cell = cellOf(row, 'countryCode');
  if (cell === null) return { code: defaultCode, raw: null };
  const code = readCountry(cell.text);
  if (code !== null) return { code, raw: null };
  const repaired = repairMojibake(cell.raw);
  const meant = repaired === null ? null : readCountry(tidyCell(repaired));
  if (repaired !== null && meant !== null) {
    tell(row, 'mojibake', cell, `Some letters were decoded wrongly: understood as "${tidyCell(repaired)}".`);
    return { code: meant, raw: null };
  }
  tell(row, 'unknown_country', cell, 'It is no country: the country stays empty, the text is kept beside it.');
  return { code: null, raw: shorten(cell.text, longest.countryRaw) };
}

function phoneOf(row: RowInHand, countryCode: string | null): TypedPhone | null {
  const cell = cellOf(row, 'phoneNumber');
  if (cell === null) return null;
  if (row.isPhoneMadeUp && row.corrected?.get('phoneNumber') === undefined) {
    tell(row, 'made_up_phone', cell, 'The sandbox made this number up: the phone stays empty.');
    return null;
  }
  const found = readPhone(cell.text, countryCode);
  if ('problem' in found) {
    const why =
      found.problem === 'phone_damaged_by_spreadsheet'
        ? 'A spreadsheet has rounded the number, its last figures are lost'
        : countryCode === null && /^[\d\s().-]{7,}$/u.test(cell.text)
          ? 'The number has no country code, and the row no country'
          : 'It is not a possible phone number';
    tell(row, found.problem, cell, `${why}: the phone stays empty, ${keep(row, cell)}.`);
    return null;
  }
  if (found.more) {
    tell(row, 'several_values', cell, `Several numbers: ${found.phone.phoneNumber} is taken, ${keep(row, cell)}.`);
  }
  return found.phone;
}

function websiteOf(row: RowInHand): string | null {
  const read = (text: string) => readWebsite(text) ?? (row.isExport ? storedWebsite(text) : null);
  const found = shaped(row, 'companyWebsite', read, 'invalid_website', 'It is not a website such as acme.com');
  const cell = found?.more ? cellOf(row, 'companyWebsite') : null;
  if (cell !== null)
    tell(row, 'several_values', cell, `Several websites: ${found?.host} is taken, ${keep(row, cell)}.`);
  return found?.host ?? null;
}

function storedWebsite(text: string): { host: string; more: boolean } | null {
  const host = bareHost(text);
  return host === null ? null : { host, more: false };
}

function yearsOf(row: RowInHand): number | null {
  const read = (text: string): number | null => readYears(text) ?? (row.isExport ? storedYears(text) : null);
  return shaped(row, 'yearsInRole', read, 'invalid_number', 'It is not a number of years from 0 to 80');
}

const storedYears = (text: string): number | null => {
  const years = Number(text);
  return years >= 0 && years <= 80 ? years : null;
};

/** A value of a shape of its own; text that is none stays with the lead. */
function shaped<T>(
  row: RowInHand,
  field: ImportField,
  read: (text: string) => T | null,
  code: ProblemCode,
  wrong: string,
): T | null {
  const cell = cellOf(row, field);
  if (cell === null) return null;
  const found = read(cell.text);
  if (found === null) tell(row, code, cell, `${wrong}: left empty, ${keep(row, cell)}.`);
  return found;
}

function namesOf(row: RowInHand): { firstName: string | null; lastName: string | null } {
  const firstName = wordsOf(row, 'firstName', longest.name);
  const lastName = wordsOf(row, 'lastName', longest.name);
  const cell = cellOf(row, 'fullName');
  if (cell === null || firstName !== null || lastName !== null) return { firstName, lastName };
  tellLetters(row, cell);
  const split = splitName(cell.text);
  if (!split.isSure) {
    const told = `Split into the first name "${split.firstName ?? ''}" and the last name "${split.lastName ?? ''}".`;
    tell(row, 'name_split', cell, told);
  }
  return {
    firstName: split.firstName === null ? null : fit(row, cell, split.firstName, longest.name),
    lastName: split.lastName === null ? null : fit(row, cell, split.lastName, longest.name),
  };
}

function wordsOf(row: RowInHand, field: ImportField, most: number): string | null {
  const cell = cellOf(row, field);
  return cell === null ? null : words(row, cell, most);
}

function tagsOf(row: RowInHand): string[] {
  const cell = cellOf(row, 'tags');
  if (cell === null) return [];
  tellLetters(row, cell);
  const tags = [...new Set(readTagCell(cell.text).map((tag) => fit(row, cell, tag, longest.tag)))];
  if (tags.length <= mostTags) return tags;
  tell(row, 'too_many_tags', cell, `There are ${tags.length} tags: only the first ${mostTags} go in.`);
  return tags.slice(0, mostTags);
}

function doNotContactOf(row: RowInHand): boolean {
  const cell = cellOf(row, 'doNotContact');
  if (cell === null) return false;
  const found = readYesNo(cell.text);
  if (found !== null) return found;
  tell(
    row,
    'unclear_yes_no',
    cell,
    `It is neither yes nor no: taken as "do not contact" to be safe, ${keep(row, cell)}.`,
  );
  return true;
}
