import type { ImportField } from '@tinygenesy/contract';
import { isReachable } from '../../leads/editLead.ts';
import { readTagCell } from '../../leads/export/tagCell.ts';
import type { RowLead } from '../types.ts';
import { emailOf, linkedinOf, websiteOf } from './contactsOf.ts';
import { longest, mostTags } from './limits.ts';
import { readCountry } from './cells/readCountry.ts';
import { readYears } from './cells/readYears.ts';
import { readYesNo } from './cells/readYesNo.ts';
import { repairMojibake } from './cells/repairMojibake.ts';
import {
  type FilledCell,
  type RowInHand,
  type Shape,
  cellOf,
  fit,
  keep,
  cellsOf,
  keepFurther,
  readCustom,
  shaped,
  addIssue,
  checkLetters,
  words,
} from './rowInHand.ts';
import { phonesOf } from './phones/phonesOf.ts';
import { shorten } from './cells/shorten.ts';
import { splitName } from './cells/splitName.ts';
import { withoutTitles } from './cells/titles.ts';
import { withoutCompany } from './cells/withoutCompany.ts';
import { tidyCell } from './cells/tidyCell.ts';

/**
 * Returns the lead of a row, and adds what the user should know to the row's issues. Returns a lead even when an issue
 * of severity error keeps it from being imported.
 */
export function judgeLead(
  row: RowInHand,
  options: { defaultCountryCode: string | null; allowWithoutEmail: boolean; receivedAt?: string | null },
): RowLead {
  readCustom(row);
  keepFurther(row);
  const email = emailOf(row);
  const name = namesOf(row);
  const country = countryOf(row, options.defaultCountryCode);
  const lead: RowLead = {
    firstName: name.firstName,
    lastName: name.lastName,
    email: email.address,
    jobTitle: wordsOf(row, 'jobTitle', longest.words),
    companyName: wordsOf(row, 'companyName', longest.words),
    companyWebsite: websiteOf(row),
    countryCode: country.code,
    countryRaw: country.raw,
    ...phonesOf(row, country.code, options.receivedAt ?? null),
    linkedinUrl: linkedinOf(row),
    yearsInRole: shaped(row, 'yearsInRole', years),
    tags: tagsOf(row),
    doNotContact: doNotContactOf(row),
    custom: row.custom.size === 0 ? {} : Object.fromEntries(row.custom),
  };
  if (!email.isGiven) checkIdentity(row, lead, options.allowWithoutEmail);
  return lead;
}

function checkIdentity(row: RowInHand, lead: RowLead, allowWithoutEmail: boolean): void {
  const about = { column: row.columns.fields.email, text: null };
  if (!isReachable(lead)) {
    const needed = 'an email, a LinkedIn address, or a name with a company';
    addIssue(row, 'no_identity', about, `A row needs ${needed}. This row has none of these, so it is not imported.`);
  } else if (!allowWithoutEmail) {
    addIssue(
      row,
      'missing_email',
      about,
      'The row has no email address. It is not imported unless rows without an email are allowed.',
    );
  }
}

function countryOf(row: RowInHand, defaultCode: string | null): { code: string | null; raw: string | null } {
  const cell = cellOf(row, 'countryCode');
  if (cell === null) return { code: defaultCode, raw: null };
  const code = readCountry(cell.text);
  if (code !== null) return { code, raw: null };
  const repaired = repairMojibake(cell.raw);
  const meant = repaired === null ? null : readCountry(tidyCell(repaired));
  if (repaired !== null && meant !== null) {
    addIssue(row, 'mojibake', cell, `Some letters were decoded wrongly. Imported as “${tidyCell(repaired)}”.`);
    return { code: meant, raw: null };
  }
  addIssue(row, 'unknown_country', cell, 'Not a country. The country stays empty, and the text is kept.');
  return { code: null, raw: shorten(cell.text, longest.countryRaw) };
}

const years: Shape<number> = {
  read: readYears,
  stored(text) {
    const count = Number(text);
    return count >= 0 && count <= 80 ? count : null;
  },
  code: 'invalid_number',
  wrong: 'Not a number of years from 0 to 80',
};

function namesOf(row: RowInHand): { firstName: string | null; lastName: string | null } {
  const firstName = nameOf(row, 'firstName');
  const lastName = nameOf(row, 'lastName');
  const cell = cellOf(row, 'fullName');
  if (cell === null || firstName !== null || lastName !== null) return { firstName, lastName };
  checkLetters(row, cell);
  const companies = cellsOf(row, 'companyName').map(({ text }) => text);
  const split = splitName(withoutCompany(cell.text, companies));
  if (!split.isSure) {
    const told = `Split into the first name "${split.firstName ?? ''}" and the last name "${split.lastName ?? ''}".`;
    addIssue(row, 'name_split', cell, told);
  }
  if (split.titles.length > 0) addIssue(row, 'titles_apart', cell, titlesApart(row, cell, split.titles));
  return {
    firstName: split.firstName === null ? null : fit(row, cell, split.firstName, longest.name),
    lastName: split.lastName === null ? null : fit(row, cell, split.lastName, longest.name),
  };
}

/** Returns a part of the name without titles and degrees, which no message needs twice. */
function nameOf(row: RowInHand, field: 'firstName' | 'lastName'): string | null {
  const cell = cellOf(row, field);
  if (cell === null) return null;
  const { name, titles } = row.isExport ? { name: cell.text, titles: [] } : withoutTitles(cell.text);
  if (titles.length === 0) return words(row, cell, longest.name);
  checkLetters(row, cell);
  addIssue(row, 'titles_apart', cell, titlesApart(row, cell, titles));
  return fit(row, cell, name, longest.name);
}

const titlesApart = (row: RowInHand, cell: FilledCell, titles: readonly string[]): string =>
  `${titles.map((title) => `"${title}"`).join(', ')}: not part of the name, ${keep(row, cell)}.`;

function wordsOf(row: RowInHand, field: ImportField, most: number): string | null {
  const cell = cellOf(row, field);
  return cell === null ? null : words(row, cell, most);
}

function tagsOf(row: RowInHand): string[] {
  const cell = cellOf(row, 'tags');
  if (cell === null) return [];
  checkLetters(row, cell);
  const tags = [...new Set(readTagCell(cell.text).map((tag) => fit(row, cell, tag, longest.tag)))];
  if (tags.length <= mostTags) return tags;
  addIssue(row, 'too_many_tags', cell, `The cell has ${tags.length} tags. Only the first ${mostTags} are imported.`);
  return tags.slice(0, mostTags);
}

/** Returns whether any column of the row says that the lead must not be contacted. */
function doNotContactOf(row: RowInHand): boolean {
  if (row.columns.further.doNotContact === undefined || row.corrected?.has('doNotContact')) {
    const cell = cellOf(row, 'doNotContact');
    return cell !== null && saysNo(row, cell);
  }
  return cellsOf(row, 'doNotContact').some((cell) => saysNo(row, cell));
}

function saysNo(row: RowInHand, cell: FilledCell): boolean {
  const found = readYesNo(cell.text);
  if (found !== null) return found;
  addIssue(
    row,
    'unclear_yes_no',
    cell,
    `Neither yes nor no. Imported as “do not contact” to be safe, ${keep(row, cell)}.`,
  );
  return true;
}
