import {
  type Import,
  type ImportColumn,
  type ImportDelimiter,
  type ImportField,
  type ImportIssue,
  type ImportState,
  type ImportTarget,
  leadFieldLabels,
  type OnDuplicate,
} from '@tinygenesy/contract';
import { count } from './numbers.ts';

const { email, firstName, lastName, jobTitle, companyName, companyWebsite, countryCode, phoneNumber } = leadFieldLabels;
const { linkedinUrl, yearsInRole, tags, doNotContact } = leadFieldLabels;
const fieldLabels: Record<ImportField, string> = {
  email,
  firstName,
  lastName,
  fullName: 'Full name (split on import)',
  jobTitle,
  companyName,
  companyWebsite,
  countryCode,
  phoneNumber,
  mobilePhone: 'Mobile phone',
  directPhone: 'Direct phone',
  workPhone: 'Work phone',
  otherPhone: 'Other phone',
  homePhone: 'Home phone',
  linkedinUrl,
  yearsInRole,
  tags,
  doNotContact,
};
const isField = (target: string): target is ImportField => target in fieldLabels;

/** Returns the label of the lead field that a column is mapped to; custom fields are quoted. */
export const targetLabel = (target: string): string => {
  const [field = target] = target.split(/:\d+$/u);
  if (isField(field)) return fieldLabels[field];
  return target.startsWith('custom:') ? `“${target.slice('custom:'.length)}”` : target;
};

/** Options for mapping a column, most common fields first. */
export const fieldOptions = Object.entries(fieldLabels).flatMap(([value, label]) =>
  isField(value) ? [{ value, label }] : [],
);

const cellWords = ({ field, value }: ImportIssue): string | null => {
  if (field === null) return null;
  return `${targetLabel(field)}${value === null || value === '' ? '' : ` “${value}”`}`;
};

/** Describes the issues of a row with their fields and values. Cells with the same text are named together. */
export const issuesWords = (issues: readonly ImportIssue[]): string =>
  [...new Set(issues.map(({ text }) => text))]
    .map((text) => {
      const cells = issues.filter((issue) => issue.text === text).flatMap((issue) => cellWords(issue) ?? []);
      if (cells.length === 0) return text;
      return `${cells.join(', ')}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
    })
    .join(' ');

const delimiterLabels: Record<ImportDelimiter, string> = {
  ',': 'Comma ,',
  ';': 'Semicolon ;',
  '\t': 'Tab',
  '|': 'Pipe |',
};
export const delimiterLabel = (delimiter: ImportDelimiter): string => delimiterLabels[delimiter];

/** Level of the server's confidence (0 to 1) in a guess. */
export const confidenceLevel = (confidence: number): 'high' | 'medium' | 'low' =>
  confidence >= 0.9 ? 'high' : confidence >= 0.6 ? 'medium' : 'low';

/** Says how a column was matched to its current `target`, which the user may have chosen. */
export const matchWords = (column: ImportColumn, target: ImportTarget | null): string => {
  if (target !== column.suggested) return 'Your choice';
  if (column.because === 'remembered') return 'Your choice last time';
  if (column.because === 'nothing' || column.suggested === null) return 'No match';
  return `${column.because === 'name' ? 'Name' : 'Values'}, ${confidenceLevel(column.confidence)} confidence`;
};

export const duplicateChoices: readonly { value: OnDuplicate; label: string; description: string }[] = [
  { value: 'skip', label: 'Keep existing leads unchanged', description: 'The row is skipped.' },
  { value: 'fill', label: 'Fill in missing values', description: 'Only empty fields are written.' },
  {
    value: 'overwrite',
    label: 'Overwrite with values from the file',
    description: 'An empty cell never removes a value. Undo restores the old values.',
  },
];

/** Expected results of rows in a preview, in the order of the screen. */
export const expectedResults = [
  { key: 'create', label: 'new', color: 'teal.6' },
  { key: 'update', label: 'changed', color: 'indigo.5' },
  { key: 'skip', label: 'skipped', color: 'gray.5' },
  { key: 'invalid', label: 'can’t be imported', color: 'red.6' },
] as const;

const stateWords: Record<string, string> = {
  create: 'New',
  update: 'Changes a lead',
  skip: 'Skipped',
  created: 'Created',
  updated: 'Changed a lead',
  skipped: 'Skipped',
  invalid: 'Can’t be imported',
  cancelled: 'Cancelled',
  waiting: 'Waiting',
};
const doneWords: Record<string, string> = { invalid: 'Not imported' };
/** Label of a row's result: the expected one of a draft, else the one after the import. */
export const rowStateWords = (state: string, isDone: boolean): string =>
  (isDone ? doneWords[state] : undefined) ?? stateWords[state] ?? state.replaceAll('_', ' ');

const countLabels: readonly (readonly [key: string, label: string])[] = [
  ['created', 'created'],
  ['updated', 'changed'],
  ['skipped', 'skipped'],
  ['invalid', 'not imported'],
  ['cancelled', 'cancelled'],
  ['waiting', 'waiting'],
];
export type RowResult = { key: string; label: string; count: number };
/** Returns the import results that at least one row has, unknown keys last. */
export const rowResults = (counts: Readonly<Record<string, number>>): RowResult[] => {
  const known = new Set(countLabels.map(([key]) => key));
  const others = Object.keys(counts)
    .filter((key) => !known.has(key))
    .map((key) => [key, key.replaceAll('_', ' ')] as const);
  return [...countLabels, ...others]
    .map(([key, label]) => ({ key, label, count: counts[key] ?? 0 }))
    .filter((result) => result.count > 0);
};

/** `1,942 created · 31 changed · 27 not imported`; null while there are no counts. */
export const resultWords = (counts: Readonly<Record<string, number>> | null): string | null => {
  const parts = counts === null ? [] : rowResults(counts).map((result) => `${count(result.count)} ${result.label}`);
  return parts.length === 0 ? null : parts.join(' · ');
};

const undoneLabels: readonly (readonly [key: string, label: string])[] = [
  ['removed', 'removed'],
  ['restored', 'restored'],
  ['kept', 'kept: changed since the import'],
];
/** `1,900 removed · 31 restored · 11 kept: changed since the import` */
export const undoneWords = (undone: Readonly<Record<string, number>>): string => {
  const parts = undoneLabels
    .map(([key, label]) => ({ label, value: undone[key] ?? 0 }))
    .filter(({ value }) => value > 0)
    .map(({ label, value }) => `${count(value)} ${label}`);
  return parts.length === 0 ? 'nothing to undo' : parts.join(' · ');
};

const stateLabels: Record<ImportState, { label: string; color: string }> = {
  draft: { label: 'Draft', color: 'yellow' },
  importing: { label: 'Importing…', color: 'indigo' },
  imported: { label: 'Imported', color: 'teal' },
  cancelled: { label: 'Cancelled', color: 'gray' },
  failed: { label: 'Failed', color: 'red' },
  undoing: { label: 'Undoing…', color: 'indigo' },
  undone: { label: 'Undone', color: 'gray' },
};
export const importStateWords = (state: ImportState): string => stateLabels[state].label;
export const importStateColor = (state: ImportState): string => stateLabels[state].color;

/** Whether the import wrote leads that an undo can remove or restore. */
export const canUndo = (one: Pick<Import, 'state' | 'counts'>): boolean =>
  ['imported', 'cancelled', 'failed'].includes(one.state) &&
  (one.counts?.['created'] ?? 0) + (one.counts?.['updated'] ?? 0) > 0;

/** Number of leads that the import created or changed, without those that an undo removed. */
export const writtenCount = ({ counts, undone }: Pick<Import, 'counts' | 'undone'>): number => {
  const wrote = (counts?.['created'] ?? 0) + (counts?.['updated'] ?? 0);
  return Math.max(0, wrote - (undone?.['removed'] ?? 0));
};

/** Whether leads of the import still exist. */
export const hasLeads = (one: Pick<Import, 'counts' | 'undone'>): boolean => writtenCount(one) > 0;

/** Number of rows that were not imported and can be downloaded. */
export const leftOutCount = (counts: Readonly<Record<string, number>> | null): number =>
  (counts?.['invalid'] ?? 0) + (counts?.['skipped'] ?? 0) + (counts?.['cancelled'] ?? 0);

/** `0.8 kB`, `24 kB`, `1.3 MB`. A file with content is at least `0.1 kB`. */
export const sizeWords = (bytes: number, locale?: string): string => {
  const isSmall = bytes < 1_000_000;
  const value = isSmall ? Math.max(bytes === 0 ? 0 : 0.1, bytes / 1_000) : bytes / 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isSmall ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
};
