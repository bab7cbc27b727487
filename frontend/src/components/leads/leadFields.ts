import type { LeadPatch } from '@tinygenesy/contract';
import { countryName } from '../../words/country.ts';

/** Labels of a lead's fields, in the panel, forms, filters and history. */
const labels: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  jobTitle: 'Job title',
  companyName: 'Company',
  companyWebsite: 'Website',
  linkedinUrl: 'LinkedIn',
  phoneNumber: 'Phone',
  countryCode: 'Country',
  yearsInRole: 'Years in role',
  tags: 'Tags',
  doNotContact: 'Do not contact',
  custom: 'Custom fields',
  phoneStatus: 'Phone lookup',
  emailVerdict: 'Email status',
  message: 'Message',
};

/** The fields that the panel edits as text below the others, in its order. */
export const textFields = [
  'firstName',
  'lastName',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'linkedinUrl',
] as const satisfies (keyof LeadPatch)[];

/** The label of a field. A custom field (`custom.someName`) is called by its name, in words. */
export const fieldLabel = (name: string): string =>
  labels[name] ?? name.replace(/^custom\./u, '').replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ');

/** A stored value of a field, as the history shows it: names, not codes. */
export const valueWords = (value: unknown, field = ''): string => {
  if (typeof value === 'string' && field === 'countryCode') return countryName(value);
  if (typeof value === 'string' && field === 'phoneStatus') return value.replaceAll('_', ' ');
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map((one) => valueWords(one)).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};
