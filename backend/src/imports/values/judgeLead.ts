import type { ImportField, ImportIssue } from '@tinygenesy/contract';
import { isReachable } from '../../leads/editLead.ts';
import type { TypedPhone } from '../../leads/typedPhone.ts';
import type { RowLead } from '../types.ts';
import { isBlankWord, isSpreadsheetError } from './isBlankWord.ts';
import { type LeadColumn, type LeadColumns, customName } from './leadColumns.ts';
import { type ProblemCode, problemTexts } from './problemTexts.ts';
import { readCountry } from './readCountry.ts';
import { readEmail } from './readEmail.ts';
import { readLinkedin } from './readLinkedin.ts';
import { readPhone } from './readPhone.ts';
import { readWebsite } from './readWebsite.ts';
import { readYears } from './readYears.ts';
import { readYesNo } from './readYesNo.ts';
import { repairMojibake } from './repairMojibake.ts';
import { shorten } from './shorten.ts';
import { splitName } from './splitName.ts';
import { tidyCell, tidyLines } from './tidyCell.ts';

/** How long texts may be: the contract's limits, in UTF-16 units. */
export const longest = { name: 200, words: 300, tag: 60, custom: 2_000, customName: 100, countryRaw: 200 } as const;
export const mostTags = 50;
const longestShown = 200;

export interface JudgeOptions {
  defaultCountryCode: string | null;
  allowWithoutEmail: boolean;
}

/**
 * What a row's texts say of a lead, and what is to be told about them. The lead is there even when an issue of severity
 * error keeps it out.
 * @param textOf a column's text in this row, as it is in the file or was corrected
 */
export function judgeLead(
  columns: LeadColumns,
  textOf: (column: LeadColumn) => string,
  options: JudgeOptions,
): { lead: RowLead; issues: ImportIssue[] } {
  const issues: ImportIssue[] = [];
  const custom = new Map<string, string>();

  function tell(code: ProblemCode, column: LeadColumn | undefined, value: string | null, text: string): void {
    issues.push(issueOf(code, column, value, text));
  }

  /** What can't be stored where it belongs stays with the lead as a custom field. */
  function keep(column: LeadColumn, text: string): string {
    const header = shorten((column.header ?? column.target).trim(), longest.customName - 10);
    const name = custom.has(header) ? `${header} (as is)` : header;
    custom.set(name, shorten(text, longest.custom));
    return `the text is kept in the custom field "${name}"`;
  }

  function fit(column: LeadColumn, text: string, most: number): string {
    if (text.length <= most) return text;
    tell('too_long', column, text, `It has ${text.length} characters: only the first ${most} go in.`);
    return shorten(text, most);
  }

  /** A cell that says something. */
  function cellOf(field: ImportField): { column: LeadColumn; text: string; raw: string } | null {
    const column = columns.fields[field];
    return column === undefined ? null : said(column, tidyCell);
  }

  function said(
    column: LeadColumn,
    tidy: (cell: string) => string,
  ): { column: LeadColumn; text: string; raw: string } | null {
    const raw = textOf(column);
    const text = tidy(raw);
    if (text === '' || isBlankWord(text, column.target)) return null;
    if (!isSpreadsheetError(text)) return { column, text, raw };
    tell('spreadsheet_error', column, text, `"${text}" is an error of the spreadsheet, not a value: left empty.`);
    return null;
  }

  function tellLetters({ column, text, raw }: { column: LeadColumn; text: string; raw: string }): void {
    const repaired = repairMojibake(raw);
    if (repaired !== null) {
      const likely = shorten(tidyCell(repaired), longestShown);
      tell(
        'mojibake',
        column,
        text,
        `Some letters were decoded wrongly, it was probably "${likely}": goes in as it is, or repaired.`,
      );
    } else if (text.includes('\ufffd')) {
      tell('lost_characters', column, text, 'Some letters (�) were lost before the file came here: goes in as it is.');
    }
  }

  function words(field: ImportField, most: number): string | null {
    const cell = cellOf(field);
    if (cell === null) return null;
    tellLetters(cell);
    return fit(cell.column, cell.text, most);
  }

  function email(): string | null {
    const cell = cellOf('email');
    if (cell === null) return null;
    const found = readEmail(cell.text);
    if (found === null) {
      tell(
        'invalid_email',
        cell.column,
        cell.text,
        'It is not an e-mail address such as name@company.com: the row can’t go in.',
      );
      return null;
    }
    if (found.more) {
      const kept = keep(cell.column, cell.text);
      tell(
        'several_values',
        cell.column,
        cell.text,
        `There is more than one address: ${found.email} is taken, ${kept}.`,
      );
    }
    return found.email;
  }

  function country(): Pick<RowLead, 'countryCode' | 'countryRaw'> {
    const cell = cellOf('countryCode');
    if (cell === null) return { countryCode: options.defaultCountryCode, countryRaw: null };
    const countryCode = readCountry(cell.text);
    if (countryCode !== null) return { countryCode, countryRaw: null };
    const repaired = repairMojibake(cell.raw);
    const meant = repaired === null ? null : readCountry(tidyCell(repaired));
    if (repaired !== null && meant !== null) {
      tell(
        'mojibake',
        cell.column,
        cell.text,
        `Some letters were decoded wrongly: understood as "${tidyCell(repaired)}".`,
      );
      return { countryCode: meant, countryRaw: null };
    }
    tell(
      'unknown_country',
      cell.column,
      cell.text,
      'It is no country: the country stays empty, the text is kept beside it.',
    );
    return { countryCode: null, countryRaw: shorten(cell.text, longest.countryRaw) };
  }

  function phone(countryCode: string | null): TypedPhone | null {
    const cell = cellOf('phoneNumber');
    if (cell === null) return null;
    const found = readPhone(cell.text, countryCode);
    if (!('problem' in found)) {
      if (found.more) {
        const kept = keep(cell.column, cell.text);
        tell(
          'several_values',
          cell.column,
          cell.text,
          `There is more than one number: ${found.phone.phoneNumber} is taken, ${kept}.`,
        );
      }
      return found.phone;
    }
    const kept = keep(cell.column, cell.text);
    const why =
      found.problem === 'phone_damaged_by_spreadsheet'
        ? 'A spreadsheet has rounded the number, its last figures are lost'
        : countryCode === null && /^\d[\d\s().-]{5,}$/u.test(cell.text)
          ? 'The number has no country code, and the row has no country'
          : 'It is not a possible phone number';
    tell(found.problem, cell.column, cell.text, `${why}: the phone stays empty, ${kept}.`);
    return null;
  }

  /** A value of a shape of its own; what is none of it is kept as text. */
  function shaped<T>(field: ImportField, read: (text: string) => T | null, code: ProblemCode, wrong: string): T | null {
    const cell = cellOf(field);
    if (cell === null) return null;
    const found = read(cell.text);
    if (found === null) tell(code, cell.column, cell.text, `${wrong}: left empty, ${keep(cell.column, cell.text)}.`);
    return found;
  }

  function website(): string | null {
    const found = shaped('companyWebsite', readWebsite, 'invalid_website', 'It is not a website such as acme.com');
    const cell = found?.more === true ? cellOf('companyWebsite') : null;
    if (cell !== null && found !== null) {
      const kept = keep(cell.column, cell.text);
      tell(
        'several_values',
        cell.column,
        cell.text,
        `There is more than one website: ${found.host} is taken, ${kept}.`,
      );
    }
    return found?.host ?? null;
  }

  function names(): Pick<RowLead, 'firstName' | 'lastName'> {
    const given = { firstName: words('firstName', longest.name), lastName: words('lastName', longest.name) };
    const cell = cellOf('fullName');
    if (cell === null || given.firstName !== null || given.lastName !== null) return given;
    tellLetters(cell);
    const { firstName, lastName, sure } = splitName(cell.text);
    if (!sure) {
      tell(
        'name_split',
        cell.column,
        cell.text,
        `Split into first name "${firstName ?? ''}" and last name "${lastName ?? ''}".`,
      );
    }
    return {
      firstName: firstName === null ? null : fit(cell.column, firstName, longest.name),
      lastName: lastName === null ? null : fit(cell.column, lastName, longest.name),
    };
  }

  function tags(): string[] {
    const cell = cellOf('tags');
    if (cell === null) return [];
    tellLetters(cell);
    const parts = cell.text.split(/[,;]/u).map((part) => part.trim());
    const all = new Set(parts.flatMap((part) => (part === '' ? [] : [fit(cell.column, part, longest.tag)])));
    if (all.size > mostTags) {
      tell('too_many_tags', cell.column, cell.text, `There are ${all.size} tags: only the first ${mostTags} go in.`);
    }
    return [...all].slice(0, mostTags);
  }

  function doNotContact(): boolean {
    const cell = cellOf('doNotContact');
    if (cell === null) return false;
    const found = readYesNo(cell.text);
    if (found !== null) return found;
    const kept = keep(cell.column, cell.text);
    tell(
      'unclear_yes_no',
      cell.column,
      cell.text,
      `It is neither yes nor no: the lead is marked do-not-contact to be safe, ${kept}.`,
    );
    return true;
  }

  for (const column of columns.custom) {
    const cell = said(column, tidyLines);
    if (cell === null) continue;
    tellLetters(cell);
    custom.set(customName(column.target) ?? '', fit(column, cell.text, longest.custom));
  }
  const address = email();
  const place = country();
  const lead: RowLead = {
    ...names(),
    email: address,
    jobTitle: words('jobTitle', longest.words),
    companyName: words('companyName', longest.words),
    companyWebsite: website(),
    ...place,
    phone: phone(place.countryCode),
    linkedinUrl: shaped('linkedinUrl', readLinkedin, 'invalid_linkedin', 'It is not a person’s address at LinkedIn'),
    yearsInRole: shaped('yearsInRole', readYears, 'invalid_number', 'It is not a number of years from 0 to 80'),
    tags: tags(),
    doNotContact: doNotContact(),
    custom: {},
  };
  if (custom.size > 0) lead.custom = Object.fromEntries(custom);
  if (address === null && !issues.some(({ code }) => code === 'invalid_email')) {
    if (!options.allowWithoutEmail) {
      tell('missing_email', columns.fields.email, null, 'There is no e-mail address: the row can’t go in.');
    } else if (!isReachable(lead)) {
      const needs =
        'Without an e-mail, a row needs a LinkedIn address, or a name together with a company: it can’t go in.';
      tell('no_identity', columns.fields.email, null, needs);
    }
  }
  return { lead, issues };
}

/** An issue as it is told; its value is shortened. */
export function issueOf(
  code: ProblemCode,
  column: Pick<LeadColumn, 'target' | 'header'> | undefined,
  value: string | null,
  text: string,
): ImportIssue {
  return {
    code,
    severity: problemTexts[code].severity,
    field: column?.target ?? null,
    header: column?.header ?? null,
    value: value === null ? null : shorten(value, longestShown),
    text,
  };
}
