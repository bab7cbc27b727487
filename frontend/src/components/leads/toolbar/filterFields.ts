import {
  emailVerdicts,
  emailVerdictWords,
  type LeadFilter,
  missableFields,
  type PhoneStatus,
  phoneStatuses,
  type Provider,
} from '@tinygenesy/contract';
import { countries } from '../../../words/country.ts';
import { emailReasonOptions } from '../../../words/email.ts';
import { fieldLabel } from '../leadFields.ts';

type Option = { value: string; label: string };

/** A filter by some of many values. */
export type FilterField = {
  name: 'country' | 'phoneStatus' | 'emailVerdict' | 'emailReason' | 'missing' | 'phoneProvider';
  label: string;
  options: Option[];
  searchable?: boolean;
  /** Shown only when it is set or was added with "Add filter". */
  isOptional?: true;
};

const phoneStatusLabels: Record<PhoneStatus, string> = {
  none: 'Not looked up',
  queued: 'Waiting',
  asking: 'Looking up',
  found: 'Found',
  no_data: 'No data found',
  incomplete: 'Not found, some providers failed',
  skipped: 'Missing input',
  error: 'Failed',
  cancelled: 'Cancelled',
  on_hold: 'On hold',
};
const phoneStatusOptions = phoneStatuses.map((value) => ({ value, label: phoneStatusLabels[value] }));

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const emailVerdictOptions = emailVerdicts.map((value) => ({ value, label: upperFirst(emailVerdictWords[value]) }));

const missingOptions = missableFields.map((value) => ({ value, label: fieldLabel(value) }));

/** Custom fields that the filter names. Others are not listed, because there may be any number of them. */
const customMissing = (filter: LeadFilter): Option[] =>
  (filter.missing ?? [])
    .filter((field) => field.startsWith('custom:'))
    .map((field) => ({ value: field, label: field.slice('custom:'.length) }));

/** The filters of the toolbar, in their order. */
export const filterFields = (filter: LeadFilter, providers: readonly Provider[]): FilterField[] => [
  { name: 'country', label: 'Country', options: countries(), searchable: true },
  { name: 'phoneStatus', label: 'Phone', options: phoneStatusOptions },
  { name: 'emailVerdict', label: 'Email', options: emailVerdictOptions },
  {
    name: 'emailReason',
    label: 'Email reason',
    options: emailReasonOptions,
    searchable: true,
    isOptional: true,
  },
  {
    name: 'missing',
    label: 'Missing field',
    options: [...missingOptions, ...customMissing(filter)],
    isOptional: true,
  },
  {
    name: 'phoneProvider',
    label: 'Found by',
    options: [
      ...providers.map(({ id, name }) => ({ value: id, label: name })),
      { value: 'manual', label: 'Entered by hand' },
      { value: 'import', label: 'Imported' },
    ],
    isOptional: true,
  },
];

export const without = (filter: LeadFilter, name: keyof LeadFilter): LeadFilter => {
  const { [name]: _gone, ...rest } = filter;
  return rest;
};
