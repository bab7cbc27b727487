import type { LeadPatch } from '@tinygenesy/contract';

/** The fields of a lead that a person edits as text, in the order of the panel. */
export const textFields = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'email', label: 'E-mail' },
  { name: 'jobTitle', label: 'Job title' },
  { name: 'companyName', label: 'Company' },
  { name: 'companyWebsite', label: 'Website' },
  { name: 'linkedinUrl', label: 'LinkedIn' },
] as const satisfies { name: keyof LeadPatch; label: string }[];

const otherLabels: Record<string, string> = {
  phoneNumber: 'Phone',
  countryCode: 'Country',
  yearsInRole: 'Years in role',
  tags: 'Tags',
  doNotContact: 'Do not contact',
  custom: 'Other fields',
  phoneStatus: 'Phone lookup',
  emailVerdict: 'E-mail verdict',
  message: 'Message',
};

export const fieldLabel = (name: string): string =>
  textFields.find((field) => field.name === name)?.label ??
  otherLabels[name] ??
  name.replace(/^custom\./u, '').replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ');

/** Any stored value as a person reads it. */
export const valueWords = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map(valueWords).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};
