import {
  customFieldLabel,
  emailVerdictSchema,
  emailVerdictWords,
  leadFieldLabels,
  type LeadPatch,
} from '@tinygenesy/contract';
import { countryName } from '../../words/country.ts';

/** Labels of what the history and the filters show besides the standard fields. */
const labels: Record<string, string> = {
  ...leadFieldLabels,
  custom: 'Custom fields',
  phoneStatus: 'Phone lookup',
  emailVerdict: 'Email status',
};
const customPrefix = 'custom.';

/** The fields that the panel edits as text below the others, in its order. */
export const textFields = [
  'firstName',
  'lastName',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'linkedinUrl',
] as const satisfies (keyof LeadPatch)[];

/** The label of a field; a custom field is written `custom.someName`. */
export const fieldLabel = (name: string): string =>
  name.startsWith(customPrefix)
    ? customFieldLabel(name.slice(customPrefix.length))
    : (labels[name] ?? name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' '));

/** A stored value of a field, as the history shows it: names, not codes. */
export const valueWords = (value: unknown, field = ''): string => {
  if (typeof value === 'string' && field === 'countryCode') return countryName(value);
  if (typeof value === 'string' && field === 'phoneStatus') return value.replaceAll('_', ' ');
  if (field === 'emailVerdict') {
    const verdict = emailVerdictSchema.safeParse(value);
    if (verdict.success) return emailVerdictWords[verdict.data];
  }
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map((one) => valueWords(one)).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};
