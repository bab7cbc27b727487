import { Anchor, Badge, Group, UnstyledButton } from '@mantine/core';
import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
} from '@tanstack/react-table';
import type { Lead, leadSorts } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { countryName, flag } from '../../../words/country.ts';
import { momentWords } from '../../../words/time.ts';
import { EmailCell } from './EmailCell.tsx';
import { leadName } from '../leadName.ts';
import { useLeadsTable } from './LeadsTableContext.ts';
import classes from './LeadsTable.module.css';
import { PhoneCell } from './PhoneCell.tsx';

type LeadColumnMeta = {
  /** The field that the server sorts by for this column. */
  sort?: (typeof leadSorts)[number];
};

/** Only its type counts: it says what a column's `meta` may hold. */
const columnMeta: LeadColumnMeta = {};

export const leadTableFeatures = tableFeatures({
  columnVisibilityFeature,
  columnSizingFeature,
  columnResizingFeature,
  columnMeta,
});

const column = createColumnHelper<typeof leadTableFeatures, Lead>();

const Words = ({ children }: { children: ReactNode }) => <span className={classes['text']}>{children}</span>;

const Name = ({ lead }: { lead: Lead }) => {
  const { open } = useLeadsTable();
  return (
    <UnstyledButton
      tabIndex={-1}
      fz="sm"
      fw={500}
      style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      onClick={(event) => {
        event.stopPropagation();
        open(lead.id);
      }}
    >
      {leadName(lead)}
    </UnstyledButton>
  );
};

const Country = ({ lead }: { lead: Lead }) => {
  if (lead.countryCode !== null) {
    return (
      <Words>
        {flag(lead.countryCode)} {countryName(lead.countryCode)}
      </Words>
    );
  }
  if (lead.countryRaw === null) return null;
  return (
    <span className={classes['text']} title={`“${lead.countryRaw}” is no country we know`}>
      ⚠ Unknown country
    </span>
  );
};

const Company = ({ lead }: { lead: Lead }) => (
  <Group gap={6} wrap="nowrap" style={{ minWidth: 0 }}>
    <Words>{lead.companyName}</Words>
    {lead.companyWebsite === null ? null : (
      <Anchor
        href={`https://${lead.companyWebsite}`}
        target="_blank"
        rel="noreferrer"
        size="xs"
        c="dimmed"
        tabIndex={-1}
        aria-label={`Open ${lead.companyWebsite}`}
        onClick={(event) => event.stopPropagation()}
      >
        ↗
      </Anchor>
    )}
  </Group>
);

/** The columns of the table; the first one stays in sight and can't be hidden. */
export const leadColumns = column.columns([
  column.display({
    id: 'name',
    header: 'Name',
    size: 170,
    minSize: 110,
    enableHiding: false,
    meta: { sort: 'lastName' },
    cell: ({ row }) => <Name lead={row.original} />,
  }),
  column.display({
    id: 'email',
    header: 'E-mail',
    size: 250,
    minSize: 90,
    meta: { sort: 'email' },
    cell: ({ row }) => <EmailCell lead={row.original} />,
  }),
  column.display({
    id: 'phone',
    header: 'Phone',
    size: 270,
    minSize: 150,
    cell: ({ row }) => <PhoneCell lead={row.original} />,
  }),
  column.display({
    id: 'jobTitle',
    header: 'Job title',
    size: 160,
    minSize: 80,
    cell: ({ row }) => <Words>{row.original.jobTitle}</Words>,
  }),
  column.display({
    id: 'company',
    header: 'Company',
    size: 150,
    minSize: 80,
    meta: { sort: 'companyName' },
    cell: ({ row }) => <Company lead={row.original} />,
  }),
  column.display({
    id: 'country',
    header: 'Country',
    size: 150,
    minSize: 80,
    cell: ({ row }) => <Country lead={row.original} />,
  }),
  column.display({
    id: 'tags',
    header: 'Tags',
    size: 160,
    minSize: 80,
    cell: ({ row }) => (
      <Group gap={4} wrap="nowrap">
        {row.original.tags.map((tag) => (
          <Badge key={tag} size="sm" variant="light" color="gray" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
    ),
  }),
  column.display({
    id: 'message',
    header: 'Message',
    size: 220,
    minSize: 80,
    cell: ({ row }) => <Words>{row.original.message}</Words>,
  }),
  column.display({
    id: 'updatedAt',
    header: 'Changed',
    size: 140,
    minSize: 80,
    meta: { sort: 'updatedAt' },
    cell: ({ row }) => momentWords(row.original.updatedAt),
  }),
]);

/** What is not shown until somebody wants it. */
export const hiddenAtFirst: Record<string, boolean> = { tags: false, message: false, updatedAt: false };
