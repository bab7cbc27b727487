import {
  emailVerdicts,
  emailVerdictWords,
  type FacetField,
  type Import,
  type LeadFilter,
  missableFields,
  type PhoneStatus,
  phoneStatuses,
  phoneTypes,
  type Provider,
} from '@tinygenesy/contract';
import { countries } from '../../../words/country.ts';
import { emailReasonOptions } from '../../../words/email.ts';
import { lineTypeWords } from '../../../words/phone.ts';
import { momentWords } from '../../../words/time.ts';
import { fieldLabel } from '../leadFields.ts';
import type { Option } from './countedOptions.ts';

/** A filter by some of many values. */
export type FilterField = {
  name: FacetField;
  label: string;
  options: Option[];
  searchable?: boolean;
  /** Only one value can be chosen. */
  isSingle?: true;
  /** The options keep their order, whatever their numbers of leads are. */
  isInOrder?: true;
  /** Values that leads have are listed too. */
  isOpenEnded?: true;
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
const emailVerdictOptions = [
  ...emailVerdicts.map((value) => ({ value, label: upperFirst(emailVerdictWords[value]) })),
  { value: 'none', label: 'Not checked' },
];
const phoneTypeOptions = phoneTypes.map((value) => ({
  value,
  label: upperFirst(lineTypeWords(value) ?? (value === 'unknown' ? 'type not known' : 'mobile or landline')),
}));

const missingOptions = missableFields.map((value) => ({ value, label: fieldLabel(value) }));

/** Custom fields that the filter names. Others are not listed, because there may be any number of them. */
const customMissing = (filter: LeadFilter): Option[] =>
  (filter.missing ?? [])
    .filter((field) => field.startsWith('custom:'))
    .map((field) => ({ value: field, label: field.slice('custom:'.length) }));

/** The filters of the toolbar, in their order. */
export const filterFields = (
  filter: LeadFilter,
  providers: readonly Provider[],
  imports: readonly Import[],
): FilterField[] => [
  { name: 'country', label: 'Country', options: countries(), searchable: true },
  { name: 'phoneStatus', label: 'Phone', options: phoneStatusOptions },
  { name: 'emailVerdict', label: 'Email', options: emailVerdictOptions },
  { name: 'tag', label: 'Tag', options: [], searchable: true, isOpenEnded: true },
  {
    name: 'importId',
    label: 'Import',
    options: importOptions(imports, filter.importId),
    searchable: true,
    isSingle: true,
    isInOrder: true,
    isOptional: true,
  },
  { name: 'phoneType', label: 'Line type', options: phoneTypeOptions, isOptional: true },
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
  { name: 'emailReason', label: 'Email reason', options: emailReasonOptions, searchable: true, isOptional: true },
  { name: 'missing', label: 'Missing field', options: [...missingOptions, ...customMissing(filter)], isOptional: true },
  {
    name: 'doNotContact',
    label: 'Do not contact',
    options: [
      { value: 'true', label: 'Do not contact' },
      { value: 'false', label: 'May be contacted' },
    ],
    isSingle: true,
    isOptional: true,
  },
  {
    name: 'suppressed',
    label: 'Suppression list',
    options: [
      { value: 'true', label: 'On the list' },
      { value: 'false', label: 'Not on the list' },
    ],
    isSingle: true,
    isOptional: true,
  },
];

/** The imports that added or changed leads, newest first, and the one that the filter names. */
const importOptions = (imports: readonly Import[], chosen: number | undefined): Option[] => {
  const listed = imports.filter(({ state }) => state !== 'draft' && state !== 'undone');
  const options = listed.map(({ id, fileName, createdAt }) => ({
    value: String(id),
    label: `${fileName}, ${momentWords(createdAt)}`,
  }));
  const isListed = chosen === undefined || listed.some(({ id }) => id === chosen);
  return isListed ? options : [...options, { value: String(chosen), label: `no. ${chosen}` }];
};

/** Returns the chosen values of a filter as texts. */
export const chosenValues = (filter: LeadFilter, name: FilterField['name']): string[] => {
  const value = filter[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
};

/** Returns the filter with other values; without values, the field is not filtered. */
export const withValues = (filter: LeadFilter, name: FilterField['name'], values: string[]): LeadFilter => {
  const [value] = values;
  if (value === undefined) return without(filter, name);
  if (name === 'importId') return { ...filter, importId: Number(value) };
  if (name === 'doNotContact' || name === 'suppressed') return { ...filter, [name]: value === 'true' };
  return { ...filter, [name]: values };
};

export const without = (filter: LeadFilter, name: keyof LeadFilter): LeadFilter => {
  const { [name]: _gone, ...rest } = filter;
  return rest;
};
