import type { Lead, leadSorts } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { sourceWords } from '../../../../words/phone.ts';
import { momentWords } from '../../../../words/time.ts';
import { fieldLabel } from '../../leadFields.ts';
import { Address, Company, Country, NameCell, Tags, Words } from '../cells/cells.tsx';
import { EmailCell } from '../cells/EmailCell.tsx';
import { FurtherNumbers } from '../cells/FurtherNumbers.tsx';
import { NameAndPhone } from '../cells/NameAndPhone.tsx';
import { PhoneCell } from '../cells/PhoneCell.tsx';
import type { Arrangeable } from './columnLayout.ts';

/** A column of the table. */
export type LeadColumn = Arrangeable & {
  label: string;
  /** Its share of the table's spare width. Columns without one keep their width. */
  grow?: number;
  /** The field that the server sorts this column by. */
  sort?: (typeof leadSorts)[number];
  /** What the column is sorted by, if its name does not say it. */
  sortedBy?: string;
  cell: (lead: Lead) => ReactNode;
};

type TextField = 'firstName' | 'lastName' | 'jobTitle' | 'countryRaw' | 'message';
type TimeField = 'createdAt' | 'updatedAt' | 'phoneCheckedAt' | 'emailCheckedAt';

const textColumn = (id: TextField, widthPx: number, more: Partial<LeadColumn> = {}): LeadColumn => ({
  id,
  label: fieldLabel(id),
  widthPx,
  isHiddenAtFirst: true,
  ...more,
  cell: (lead) => <Words>{lead[id]}</Words>,
});

const timeColumn = (id: TimeField, label: string, more: Partial<LeadColumn> = {}): LeadColumn => ({
  id,
  label,
  widthPx: 150,
  isHiddenAtFirst: true,
  ...more,
  cell: (lead) => {
    const time = lead[id];
    return time === null ? null : <Words>{momentWords(time)}</Words>;
  },
});

/** The only column on a small screen. A lead's panel has its other fields. */
export const narrowColumns: readonly LeadColumn[] = [
  {
    id: 'nameAndPhone',
    label: 'Name and phone number',
    widthPx: 200,
    grow: 1,
    isFixed: true,
    sort: 'lastName',
    sortedBy: 'last name',
    cell: (lead) => <NameAndPhone lead={lead} />,
  },
];

/** Every field of a lead as a column, in the table's order. */
export const leadColumns: readonly LeadColumn[] = [
  {
    id: 'name',
    label: 'Name',
    widthPx: 170,
    isFixed: true,
    isPinnedAtFirst: true,
    sort: 'lastName',
    sortedBy: 'last name',
    cell: (lead) => <NameCell lead={lead} />,
  },
  textColumn('firstName', 120),
  textColumn('lastName', 120, { sort: 'lastName' }),
  { id: 'email', label: 'Email', widthPx: 280, grow: 4, sort: 'email', cell: (lead) => <EmailCell lead={lead} /> },
  {
    id: 'phone',
    label: 'Phone',
    widthPx: 210,
    grow: 1.5,
    sort: 'phoneStatus',
    sortedBy: 'status',
    cell: (lead) => <PhoneCell lead={lead} />,
  },
  textColumn('jobTitle', 140, { grow: 1.3, isHiddenAtFirst: false, sort: 'jobTitle' }),
  {
    id: 'company',
    label: 'Company',
    widthPx: 150,
    grow: 1.4,
    sort: 'companyName',
    cell: (lead) => <Company lead={lead} />,
  },
  {
    id: 'companyWebsite',
    label: fieldLabel('companyWebsite'),
    widthPx: 170,
    isHiddenAtFirst: true,
    cell: ({ companyWebsite }) => <Address address={companyWebsite === null ? null : `https://${companyWebsite}`} />,
  },
  {
    id: 'country',
    label: 'Country',
    widthPx: 150,
    grow: 1,
    sort: 'country',
    sortedBy: 'code',
    cell: (lead) => <Country lead={lead} />,
  },
  textColumn('countryRaw', 150, { label: 'Country (as in the file)' }),
  {
    id: 'linkedinUrl',
    label: fieldLabel('linkedinUrl'),
    widthPx: 220,
    isHiddenAtFirst: true,
    cell: ({ linkedinUrl }) => <Address address={linkedinUrl} />,
  },
  {
    id: 'yearsInRole',
    label: fieldLabel('yearsInRole'),
    widthPx: 110,
    isHiddenAtFirst: true,
    cell: ({ yearsInRole }) => <Words>{yearsInRole}</Words>,
  },
  {
    id: 'tags',
    label: 'Tags',
    widthPx: 160,
    grow: 1,
    isHiddenAtFirst: true,
    cell: ({ tags }) => <Tags tags={tags} />,
  },
  textColumn('message', 220, { grow: 3 }),
  {
    id: 'phones',
    label: 'Further phones',
    widthPx: 200,
    isHiddenAtFirst: true,
    cell: ({ phones }) => <FurtherNumbers phones={phones} />,
  },
  {
    id: 'phoneProvider',
    label: 'Phone found by',
    widthPx: 130,
    isHiddenAtFirst: true,
    cell: ({ phoneProvider }) => <Words>{sourceWords(phoneProvider, (id) => id)}</Words>,
  },
  {
    id: 'doNotContact',
    label: fieldLabel('doNotContact'),
    widthPx: 120,
    isHiddenAtFirst: true,
    cell: ({ doNotContact }) => <Words>{doNotContact ? 'yes' : null}</Words>,
  },
  timeColumn('phoneCheckedAt', 'Phone looked up', { sort: 'phoneCheckedAt' }),
  timeColumn('emailCheckedAt', 'Email verified'),
  timeColumn('createdAt', 'Created'),
  timeColumn('updatedAt', 'Updated', { sort: 'updatedAt' }),
];

const customPrefix = 'custom:';
export const isCustomColumn = (id: string): boolean => id.startsWith(customPrefix);

/** The column of a custom field, called as people read its name. */
export const customColumn = (name: string): LeadColumn => ({
  id: `${customPrefix}${name}`,
  label: fieldLabel(`custom.${name}`),
  widthPx: 150,
  isHiddenAtFirst: true,
  cell: ({ custom }) => <Words>{custom[name]}</Words>,
});
