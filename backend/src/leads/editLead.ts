import { isDeepStrictEqual } from 'node:util';
import {
  type LeadPatch,
  type LeadPhone,
  type PhoneDetail,
  type PhoneStatus,
  phoneStatusSchema,
} from '@tinygenesy/contract';
import { isCountry } from '../phones/isCountry.ts';
import { parsePhone } from '../phones/phone.ts';
import { AppError, type FieldProblem } from '../platform/errors.ts';
import { columnsBesideNumber, type EditedColumn, editedColumns, pickColumns } from './leadColumns.ts';
import { bareHost } from './leadInput.ts';
import { readLinkedin } from './readLinkedin.ts';
import type { LeadRow } from './presentLead.ts';
import { type PhoneColumns, phoneColumns } from './phoneColumns.ts';
import { phonesBeside } from './phonesBeside.ts';
import { unusualDetail } from './unusualDetail.ts';

interface ReadColumns {
  phoneStatus: PhoneStatus;
  phones: LeadPhone[];
  tags: string[];
  custom: Record<string, string | null>;
}

/** The columns that a person's edit may change, directly or by a rule. */
export type LeadValues = Omit<Pick<LeadRow, EditedColumn>, keyof ReadColumns> &
  ReadColumns & {
    /** `keep`: unchanged. A detail: a person entered a number that may be wrong. */
    phoneDetail: 'keep' | PhoneDetail | null;
    /** `clear`: the email changed, so the result of its verification is removed. */
    emailVerdict: 'keep' | 'clear';
  };

export interface FieldChange {
  field: keyof LeadPatch;
  old: unknown;
  new: unknown;
}

type BlankColumn = Exclude<EditedColumn, 'phoneStatus' | 'phones' | 'tags' | 'doNotContact' | 'custom'>;

export const blankLead: LeadValues = {
  ...(Object.fromEntries(editedColumns.map((column) => [column, null])) as Record<BlankColumn, null>),
  phoneStatus: 'none',
  phoneDetail: null,
  phones: [],
  tags: [],
  doNotContact: false,
  custom: {},
  emailVerdict: 'keep',
};

/** The phone columns of a lead without a number. */
export const blankPhone = pickColumns(blankLead, ['phoneNumber', ...columnsBesideNumber]);

/** Results without a number that depend on the input of the lookup. New input makes them outdated. */
const outdatedByNewInput: ReadonlySet<PhoneStatus> = new Set(['no_data', 'incomplete', 'error', 'skipped']);
const lookupInputs = ['firstName', 'lastName', 'email', 'companyWebsite', 'jobTitle'] as const;
const running: ReadonlySet<PhoneStatus> = new Set(['queued', 'asking']);

const mostCustomFields = 100;

/**
 * Applies a person's edit to a lead. Pure.
 * `custom` is merged: a null value removes its key.
 * @throws AppError invalid with every problem
 */
export function editLead(before: LeadValues, patch: LeadPatch): { after: LeadValues; changes: FieldChange[] } {
  const problems: FieldProblem[] = [];
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as LeadPatch;
  const { companyWebsite, phoneNumber, tags, custom, ...plain } = given;
  const after: LeadValues = { ...before, phoneDetail: 'keep', emailVerdict: 'keep', ...(plain as Partial<LeadValues>) };

  if (companyWebsite !== undefined) {
    after.companyWebsite = companyWebsite === null ? null : bareHost(companyWebsite);
    if (companyWebsite !== null && after.companyWebsite === null) {
      problems.push({ pointer: '/companyWebsite', message: 'must be a website such as acme.com' });
    }
  }
  // Each profile has one spelling, so that imports recognize the lead.
  if (given.linkedinUrl != null) after.linkedinUrl = readLinkedin(given.linkedinUrl) ?? given.linkedinUrl;
  if (tags !== undefined) after.tags = [...new Set(tags)];
  if (custom !== undefined) {
    after.custom = Object.fromEntries(
      Object.entries({ ...before.custom, ...custom }).filter(([, value]) => value !== null),
    );
    if (Object.keys(after.custom).length > mostCustomFields) {
      problems.push({ pointer: '/custom', message: `must have at most ${mostCustomFields} fields` });
    }
  }
  if (given.countryCode != null) {
    if (!isCountry(given.countryCode)) {
      problems.push({ pointer: '/countryCode', message: 'must be the code of a country, such as ES' });
    }
    after.countryRaw = null;
  }
  if (phoneNumber === null && before.phoneNumber !== null) clearPhone(after);
  if (phoneNumber != null) {
    const typed = parsePhone(phoneNumber, { defaultCountry: after.countryCode });
    if (typed.kind !== 'phone') problems.push(impossiblePhone);
    // The same number typed again keeps its provider.
    else if (typed.e164 !== before.phoneNumber || typed.extension !== before.phoneExtension) {
      setPhone(after, phoneColumns(typed));
      if (typed.unusual) after.phoneDetail = unusualDetail(null, typed.doubts);
      after.phones = phonesBeside(before, typed, { source: 'manual', at: null });
    }
  }
  if (after.email !== before.email) after.emailVerdict = 'clear';
  clearOutdatedResult(before, after);
  if (!isReachable(after)) {
    problems.push({
      pointer: '',
      message: 'a lead needs an email, a LinkedIn address, or a name and a company',
    });
  }
  if (problems.length > 0)
    throw new AppError('invalid', 'Some fields are invalid. Correct them and try again. Nothing was saved.', {
      errors: problems,
    });

  const changes = (Object.keys(given) as (keyof LeadPatch)[]).flatMap((field) =>
    isDeepStrictEqual(before[field], after[field]) ? [] : [{ field, old: before[field], new: after[field] }],
  );
  return { after, changes };
}

/** Clears a lookup result without a number if the lookup's input changed. */
export function clearOutdatedResult(before: LeadValues, after: LeadValues): void {
  if (lookupInputs.every((field) => after[field] === before[field]) || !outdatedByNewInput.has(after.phoneStatus))
    return;
  after.phoneStatus = 'none';
  after.phoneDetail = null;
}

/** Returns whether a lead has an identity: an email, a LinkedIn address, or a name with a company. */
export function isReachable(
  lead: Pick<LeadValues, 'firstName' | 'lastName' | 'email' | 'linkedinUrl' | 'companyName'>,
): boolean {
  const hasName = lead.firstName !== null || lead.lastName !== null;
  return lead.email !== null || lead.linkedinUrl !== null || (hasName && lead.companyName !== null);
}

const impossiblePhone: FieldProblem = {
  pointer: '/phoneNumber',
  message: 'is not a possible phone number; write it with its country code, such as +34 612 345 678',
};

function setPhone(lead: LeadValues, phone: PhoneColumns): void {
  Object.assign(lead, phone);
  lead.phoneProvider = 'manual';
  lead.phoneMode = null;
  lead.phoneStatus = 'found';
  lead.phoneDetail = null;
  lead.phoneCheckedAt = null;
}

function clearPhone(lead: LeadValues): void {
  const { phoneStatus } = lead;
  Object.assign(lead, blankPhone);
  if (running.has(phoneStatus)) lead.phoneStatus = phoneStatus;
  else lead.phoneDetail = null;
}

/** Parses a stored status. */
export const readPhoneStatus = (status: string): PhoneStatus => phoneStatusSchema.parse(status);
