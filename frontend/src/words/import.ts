import type {
  Import,
  ImportColumn,
  ImportDelimiter,
  ImportEncoding,
  ImportField,
  ImportIssue,
  ImportState,
  ImportTarget,
  OnDuplicate,
} from '@tinygenesy/contract';
import { count } from './numbers.ts';

const fieldLabels: Record<ImportField, string> = {
  email: 'E-mail',
  firstName: 'First name',
  lastName: 'Last name',
  fullName: 'Full name (is split)',
  jobTitle: 'Job title',
  companyName: 'Company',
  companyWebsite: 'Website',
  countryCode: 'Country',
  phoneNumber: 'Phone',
  linkedinUrl: 'LinkedIn',
  yearsInRole: 'Years in role',
  tags: 'Tags',
  doNotContact: 'Do not contact',
};
const isField = (target: string): target is ImportField => target in fieldLabels;

/** What a column or a cell becomes, as a person reads it. */
export const targetLabel = (target: string): string => {
  if (isField(target)) return fieldLabels[target];
  return target.startsWith('custom:') ? `“${target.slice('custom:'.length)}”` : target;
};

/** The fields to choose from, the most used ones first. */
export const fieldOptions = Object.entries(fieldLabels).flatMap(([value, label]) =>
  isField(value) ? [{ value, label }] : [],
);

/** Something to know about a row: which cell, what is in it, and what about it. */
export const issueWords = ({ field, value, text }: ImportIssue): string => {
  if (field === null) return text;
  const cell = value === null || value === '' ? '' : ` “${value}”`;
  return `${targetLabel(field)}${cell}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
};

const encodingLabels: Record<ImportEncoding, string> = {
  'utf-8': 'Unicode (UTF-8)',
  'utf-16le': 'Unicode (UTF-16 LE)',
  'utf-16be': 'Unicode (UTF-16 BE)',
  'windows-1252': 'Western (Windows-1252)',
  'iso-8859-15': 'Western (ISO-8859-15)',
  shift_jis: 'Japanese (Shift_JIS)',
  gb18030: 'Chinese (GB18030)',
  macintosh: 'Western (Mac Roman)',
};
export const encodingLabel = (encoding: ImportEncoding): string => encodingLabels[encoding];

const delimiterLabels: Record<ImportDelimiter, string> = {
  ',': 'Comma ,',
  ';': 'Semicolon ;',
  '\t': 'Tab',
  '|': 'Bar |',
};
export const delimiterLabel = (delimiter: ImportDelimiter): string => delimiterLabels[delimiter];

/** How far a guess of the server (0 to 1) can be trusted. */
export const confidenceWords = (confidence: number): 'sure' | 'probably' | 'a guess' =>
  confidence >= 0.9 ? 'sure' : confidence >= 0.6 ? 'probably' : 'a guess';

/** Why a column goes where it goes. `target`: what it goes to now, which a person may have chosen. */
export const becauseWords = (column: ImportColumn, target: ImportTarget | null): string => {
  if (target !== column.suggested) return 'Your choice';
  if (column.because === 'remembered') return 'As you chose last time';
  if (column.because === 'nothing' || column.suggested === null) return 'Not recognised';
  const how = { sure: 'Sure', probably: 'Probably', 'a guess': 'A guess' }[confidenceWords(column.confidence)];
  return `${how}, by its ${column.because === 'name' ? 'name' : 'values'}`;
};

export const duplicateChoices: readonly { value: OnDuplicate; label: string; description: string }[] = [
  { value: 'skip', label: 'Leave them as they are', description: 'The row is skipped; your lead does not change.' },
  { value: 'fill', label: 'Fill in what is missing', description: 'Only fields that are blank so far are written.' },
  {
    value: 'overwrite',
    label: 'Overwrite with the file',
    description: 'A blank cell never wipes a value, and undo brings the old values back.',
  },
];

/** The fates of a row, before and after, in the order they are told. */
const fates = [
  { key: 'create', label: 'new', color: 'teal.6' },
  { key: 'update', label: 'change a lead', color: 'indigo.5' },
  { key: 'skip', label: 'skipped', color: 'gray.5' },
  { key: 'invalid', label: 'can’t go in', color: 'red.6' },
] as const;
export const rowFates = fates;

const stateWords: Record<string, string> = {
  create: 'New',
  update: 'Changes a lead',
  skip: 'Skipped',
  created: 'Created',
  updated: 'Changed a lead',
  skipped: 'Skipped',
  invalid: 'Can’t go in',
  cancelled: 'Cancelled',
  waiting: 'Waiting',
};
const doneWords: Record<string, string> = { invalid: 'Could not go in' };
/** What becomes of a row, or became of it. */
export const rowStateWords = (state: string, isOver: boolean): string =>
  (isOver ? doneWords[state] : undefined) ?? stateWords[state] ?? state.replaceAll('_', ' ');

const colors: Record<string, string> = {
  create: 'teal',
  created: 'teal',
  update: 'indigo',
  updated: 'indigo',
  invalid: 'red',
};
export const rowStateColor = (state: string): string => colors[state] ?? 'gray';

const countLabels: readonly (readonly [key: string, label: string])[] = [
  ['created', 'created'],
  ['updated', 'changed'],
  ['skipped', 'skipped'],
  ['invalid', 'could not go in'],
  ['cancelled', 'cancelled'],
  ['waiting', 'waiting'],
];
export type Fate = { key: string; label: string; count: number };
/** What became of the rows, without those of which there are none. */
export const fatesOf = (counts: Readonly<Record<string, number>>): Fate[] => {
  const known = new Set(countLabels.map(([key]) => key));
  const others = Object.keys(counts)
    .filter((key) => !known.has(key))
    .map((key) => [key, key.replaceAll('_', ' ')] as const);
  return [...countLabels, ...others]
    .map(([key, label]) => ({ key, label, count: counts[key] ?? 0 }))
    .filter((fate) => fate.count > 0);
};

/** `1,942 created · 31 changed · 27 could not go in`; null where nothing is known yet. */
export const fateWords = (counts: Readonly<Record<string, number>> | null): string | null => {
  const parts = counts === null ? [] : fatesOf(counts).map((fate) => `${count(fate.count)} ${fate.label}`);
  return parts.length === 0 ? null : parts.join(' · ');
};

const undoneLabels: readonly (readonly [key: string, label: string])[] = [
  ['removed', 'removed'],
  ['restored', 'put back as they were'],
  ['kept', 'kept, because somebody changed them since'],
];
/** `1,900 leads removed · 31 put back as they were · 11 kept, …` */
export const undoneWords = (undone: Readonly<Record<string, number>>): string => {
  const parts = undoneLabels
    .map(([key, label]) => ({ label, value: undone[key] ?? 0 }))
    .filter(({ value }) => value > 0)
    .map(({ label, value }) => `${count(value)} ${label}`);
  return parts.length === 0 ? 'there was nothing to take back' : parts.join(' · ');
};

const stateLabels: Record<ImportState, { label: string; color: string }> = {
  draft: { label: 'Draft', color: 'yellow' },
  importing: { label: 'Importing…', color: 'indigo' },
  imported: { label: 'Imported', color: 'teal' },
  cancelled: { label: 'Cancelled', color: 'gray' },
  failed: { label: 'Failed', color: 'red' },
  undoing: { label: 'Being undone…', color: 'indigo' },
  undone: { label: 'Undone', color: 'gray' },
};
export const importStateWords = (state: ImportState): string => stateLabels[state].label;
export const importStateColor = (state: ImportState): string => stateLabels[state].color;

/** Whether there is something that an undo could take back. */
export const canUndo = (one: Pick<Import, 'state' | 'counts'>): boolean =>
  ['imported', 'cancelled', 'failed'].includes(one.state) &&
  (one.counts?.['created'] ?? 0) + (one.counts?.['updated'] ?? 0) > 0;

/** Whether some of its leads are there to be seen. */
export const hasLeads = ({ counts, undone }: Pick<Import, 'counts' | 'undone'>): boolean => {
  const wrote = (counts?.['created'] ?? 0) + (counts?.['updated'] ?? 0);
  return wrote > (undone?.['removed'] ?? 0);
};

/** How many rows did not become leads and can be had as a file. */
export const leftOutCount = (counts: Readonly<Record<string, number>> | null): number =>
  (counts?.['invalid'] ?? 0) + (counts?.['skipped'] ?? 0) + (counts?.['cancelled'] ?? 0);

/** `0.8 kB`, `24 kB`, `1.3 MB`; no file that has something in it is of no size. */
export const sizeWords = (bytes: number, locale?: string): string => {
  const isSmall = bytes < 1_000_000;
  const value = isSmall ? Math.max(bytes === 0 ? 0 : 0.1, bytes / 1_000) : bytes / 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isSmall ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
};
