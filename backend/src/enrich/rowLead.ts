import { type LeadCreate, emailSchema, leadWritableSchema } from '@tinygenesy/contract';
import { isReachable } from '../leads/editLead.ts';
import { typedPhone } from '../leads/typedPhone.ts';
import { bareHost } from '../providers/leadInput.ts';
import { countryCode } from './countryCode.ts';
import type { LeadColumn, LeadColumns } from './leadColumns.ts';
import { madeUpWords } from './phoneCells.ts';

/** The lead of a row, or why it can't be one. */
type RowLead = { lead: LeadCreate } | { invalid: string };

/**
 * Reads a lead from a row. What else than the e-mail can't be understood is left out: it is not worth the row.
 * @param columns as `leadColumnsOf` found them
 */
export function rowLead(row: readonly string[], columns: LeadColumns): RowLead {
  const cell = (column: LeadColumn): string | null => {
    for (const place of columns[column] ?? []) {
      const text = (row[place] ?? '').replace(/\s+/gu, ' ').trim();
      if (text !== '' && !isBlankWord(text)) return text;
    }
    return null;
  };
  if (row.every((text) => text.trim() === '')) return { invalid: 'The row is empty' };

  const email = emailOf(cell('email'));
  if (email !== null && !emailSchema.safeParse(email).success) {
    return { invalid: 'The e-mail must look like name@company.com' };
  }
  const name = nameOf(cell);
  const country = cell('country');
  const website = cell('companyWebsite');
  const linkedin = cell('linkedin');
  const lead = {
    firstName: name.first,
    lastName: name.last,
    email,
    jobTitle: cell('jobTitle'),
    companyName: cell('companyName'),
    companyWebsite: website === null ? null : bareHost(website),
    countryCode: country === null ? null : countryCode(country),
    linkedinUrl: linkedin !== null && /linkedin\.com\//iu.test(linkedin) ? linkedin : null,
  };
  const kept = {
    ...fitting(lead),
    ...phoneOf(row, cell('phone'), lead.countryCode),
  };
  if (!isReachable({ firstName: null, lastName: null, email: null, linkedinUrl: null, companyName: null, ...kept })) {
    return { invalid: 'A row needs an e-mail, or a LinkedIn address, or a name with a company' };
  }
  return { lead: kept };
}

const isBlankWord = (text: string): boolean => /^(?:-+|n\/?a|null|none|\?+)$/iu.test(text);

/** Mail programs write `Ana <ana@acme.es>`, links `mailto:ana@acme.es`. */
function emailOf(text: string | null): string | null {
  if (text === null) return null;
  return /<([^<>]+)>$/u.exec(text)?.[1]?.trim() ?? text.replace(/^mailto:/iu, '').trim();
}

function nameOf(cell: (column: LeadColumn) => string | null): { first: string | null; last: string | null } {
  const [first, last, full] = [cell('firstName'), cell('lastName'), cell('fullName')];
  if (full === null || first !== null || last !== null) return { first, last };
  const [family, given, ...more] = full.split(',').map((part) => part.trim());
  if (family && given && more.length === 0) return { first: given, last: family };
  const space = full.indexOf(' ');
  return space < 0 ? { first: full, last: null } : { first: full.slice(0, space), last: full.slice(space + 1) };
}

type Texts = Pick<
  { [Field in keyof LeadCreate]-?: string | null },
  'firstName' | 'lastName' | 'email' | 'jobTitle' | 'companyName' | 'companyWebsite' | 'countryCode' | 'linkedinUrl'
>;

/** Only values that a lead may hold (none longer than there is room for). */
function fitting(lead: Texts): Partial<Record<keyof Texts, string>> {
  return Object.fromEntries(
    Object.entries(lead).flatMap(([field, value]) =>
      value !== null && leadWritableSchema.shape[field as keyof Texts].safeParse(value).success ? [[field, value]] : [],
    ),
  );
}

/** A number that this very command wrote as made up is no number. */
function phoneOf(row: readonly string[], phone: string | null, country: string | null): { phoneNumber?: string } {
  if (phone === null || row.some((text) => text.includes(madeUpWords))) return {};
  return 'message' in typedPhone(phone, country) ? {} : { phoneNumber: phone };
}
