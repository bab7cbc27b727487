import type { ImportIssue, LeadPatch, Mode, OnDuplicate } from '@tinygenesy/contract';
import { blankLead, clearOutdatedResult, type LeadValues } from '../../leads/editLead.ts';
import { type ColumnOf, fieldColumns } from '../../leads/leadColumns.ts';
import type { RowLead } from '../types.ts';

export interface MergeRules {
  onDuplicate: OnDuplicate;
  /** Added to every lead, like tags of the row. */
  tags: readonly string[];
  /** Added to every lead that the import creates or changes. The tag alone does not change a lead. */
  importTag: string | null;
  /** In live mode, a sandbox number counts as missing. */
  mode: Mode;
}

export interface ImportChange {
  field: keyof LeadPatch | 'countryRaw' | 'phones';
  old: unknown;
  new: unknown;
}

/** The result of a row. `issue` is the note about an existing lead; null: none. */
export type MergeResult =
  | { state: 'created'; after: LeadValues; issue: null }
  | { state: 'updated'; after: LeadValues; changes: ImportChange[]; issue: ImportIssue | null }
  | { state: 'skipped'; issue: ImportIssue };

/** How a field of a row is merged: by the common rule, or by code of its own. */
const mergeRules: Record<ColumnOf<'field'>, 'plain' | 'own'> = {
  firstName: 'plain',
  lastName: 'plain',
  email: 'own',
  jobTitle: 'plain',
  companyName: 'plain',
  companyWebsite: 'plain',
  countryCode: 'own',
  countryRaw: 'own',
  phones: 'own',
  linkedinUrl: 'plain',
  yearsInRole: 'plain',
  tags: 'own',
  doNotContact: 'own',
  custom: 'own',
};
const plainFields = fieldColumns.filter((column) => mergeRules[column] === 'plain');
/** The contract's limits for a lead. */
const mostTags = 50;
const mostCustomFields = 100;
const mostPhones = 20;

/**
 * Decides a row's result from its existing lead, for the preview and the import alike. It has no side effects. A blank
 * cell never clears a value, tags are added, and a do-not-contact mark is never cleared.
 * @param existing the lead with the changes of earlier rows; null: there is none
 * @param earlierLine the line of an earlier row for the same lead; null: there is none
 */
export function mergeRow(
  existing: LeadValues | null,
  row: RowLead,
  rules: MergeRules,
  earlierLine: number | null = null,
): MergeResult {
  if (existing === null) return { state: 'created', after: newLead(row, rules), issue: null };
  if (rules.onDuplicate === 'skip') return { state: 'skipped', issue: duplicateIssue('skipped', earlierLine) };
  const { after, changes } = merged(existing, row, rules);
  return changes.length === 0
    ? { state: 'skipped', issue: duplicateIssue('unchanged', earlierLine) }
    : { state: 'updated', after, changes, issue: earlierLine === null ? null : duplicateIssue('updated', earlierLine) };
}

/** Builds the note about a row whose lead exists. */
export function duplicateIssue(result: 'skipped' | 'unchanged' | 'updated', earlierLine: number | null): ImportIssue {
  const becomes = {
    skipped: 'not imported',
    unchanged: 'already up to date',
    updated: 'updates that lead',
  }[result];
  const [code, text] =
    earlierLine !== null
      ? ['duplicate_in_file', `The same lead as in line ${earlierLine}: ${becomes}.`]
      : result === 'unchanged'
        ? ['unchanged', 'This lead exists and is already up to date.']
        : ['already_there', `This lead already exists: ${becomes}.`];
  return { code, severity: 'note', field: null, header: null, value: null, text };
}

function newLead({ phone, ...fields }: RowLead, { tags, importTag }: MergeRules): LeadValues {
  const all = new Set([...fields.tags, ...tags]);
  const withImport = importTag === null ? [...all] : [...[...all].slice(0, mostTags - 1), importTag];
  return {
    ...blankLead,
    ...fields,
    tags: [...new Set(withImport)].slice(0, mostTags),
    custom: mergedCustom({}, fields.custom, false) ?? {},
    ...(phone && { ...importedPhone, ...phone }),
    phones: furtherPhones(phone?.phoneNumber ?? null, [], fields.phones),
  };
}

/** Phone metadata of an imported number (source `import`, neither typed nor found). */
const importedPhone = {
  phoneProvider: 'import',
  phoneMode: null,
  phoneStatus: 'found',
  phoneCheckedAt: null,
} as const;

function merged(
  before: LeadValues,
  row: RowLead,
  { onDuplicate, tags, importTag, mode }: MergeRules,
): { after: LeadValues; changes: ImportChange[] } {
  const overwrites = onDuplicate === 'overwrite';
  const after: LeadValues = { ...before, phoneDetail: 'keep', emailVerdict: 'keep' };
  const changes: ImportChange[] = [];
  const change = <F extends ImportChange['field'] & keyof LeadValues>(field: F, value: LeadValues[F]): void => {
    changes.push({ field, old: before[field], new: value });
    after[field] = value;
  };

  for (const field of plainFields) {
    const value = row[field];
    if (value === null || value === before[field] || (before[field] !== null && !overwrites)) continue;
    changes.push({ field, old: before[field], new: value });
    Object.assign(after, { [field]: value });
  }
  if (before.email === null && row.email !== null) change('email', row.email);
  mergeCountry(before, row, overwrites, change);
  if (mergePhone(before, after, row, overwrites, mode)) {
    changes.push({ field: 'phoneNumber', old: before.phoneNumber, new: after.phoneNumber });
  }
  const isTestNumber = after.phoneMode === 'sandbox' && mode === 'live';
  const phones = furtherPhones(isTestNumber ? null : after.phoneNumber, before.phones, row.phones);
  if (phones.length > before.phones.length) change('phones', phones);
  const newTags = [...new Set([...row.tags, ...tags])].filter((tag) => !before.tags.includes(tag));
  const roomForTags = Math.max(0, mostTags - before.tags.length);
  if (newTags.length > 0 && roomForTags > 0) change('tags', [...before.tags, ...newTags.slice(0, roomForTags)]);
  if (row.doNotContact && !before.doNotContact) change('doNotContact', true);
  const custom = mergedCustom(before.custom, row.custom, overwrites);
  if (custom !== null) change('custom', custom);

  const takesTag = importTag !== null && !after.tags.includes(importTag) && after.tags.length < mostTags;
  if (changes.length > 0 && takesTag) {
    const known = changes.find(({ field }) => field === 'tags');
    if (known) known.new = after.tags = [...after.tags, importTag];
    else change('tags', [...after.tags, importTag]);
  }
  clearOutdatedResult(before, after);
  return { after, changes };
}

/** Merges the country. An unrecognized text never replaces a country, and is cleared when the lead gets one. */
function mergeCountry(
  before: LeadValues,
  { countryCode, countryRaw }: RowLead,
  overwrites: boolean,
  change: (field: 'countryCode' | 'countryRaw', value: string | null) => void,
): void {
  if (countryCode !== null) {
    if (countryCode === before.countryCode || (before.countryCode !== null && !overwrites)) return;
    change('countryCode', countryCode);
    if (before.countryRaw !== null) change('countryRaw', null);
  } else if (countryRaw !== null && before.countryCode === null) {
    if (countryRaw === before.countryRaw || (before.countryRaw !== null && !overwrites)) return;
    change('countryRaw', countryRaw);
  }
}

/** Merges the phone number. A row without an extension matches the lead's number with one. */
function mergePhone(before: LeadValues, after: LeadValues, row: RowLead, overwrites: boolean, mode: Mode): boolean {
  if (row.phone === null) return false;
  const isTestNumber = before.phoneMode === 'sandbox' && mode === 'live';
  const { phoneNumber, phoneExtension } = row.phone;
  if (before.phoneNumber !== null && !isTestNumber) {
    const isSame =
      phoneNumber === before.phoneNumber && (phoneExtension === null || phoneExtension === before.phoneExtension);
    if (isSame || !overwrites) return false;
  }
  Object.assign(after, importedPhone, row.phone);
  return true;
}

/** Adds a row's numbers to a lead's further numbers, like tags: each number once, and never the chosen one. */
function furtherPhones(
  chosen: string | null,
  known: LeadValues['phones'],
  added: LeadValues['phones'],
): LeadValues['phones'] {
  const numbers = new Set([chosen, ...known.map(({ number }) => number)]);
  const isNew = ({ number }: LeadValues['phones'][number]): boolean =>
    !numbers.has(number) && Boolean(numbers.add(number));
  return [...known, ...added.filter(isNew)].slice(0, mostPhones);
}

/** Merges custom fields; null: nothing changes. */
function mergedCustom(
  before: LeadValues['custom'],
  row: RowLead['custom'],
  overwrites: boolean,
): LeadValues['custom'] | null {
  let custom: LeadValues['custom'] | null = null;
  for (const [key, value] of Object.entries(row)) {
    const old = before[key] ?? '';
    if (value === '' || value === old || (old !== '' && !overwrites)) continue;
    if (!(key in before) && Object.keys(custom ?? before).length >= mostCustomFields) continue;
    custom ??= { ...before };
    custom[key] = value;
  }
  return custom;
}
