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
import { useLeadActions } from './LeadActionsContext.ts';
import classes from './LeadsTable.module.css';
import { PhoneCell } from './PhoneCell.tsx';

type LeadColumnMeta = {
  /** Its share of the table's spare width. Columns without one keep their width. */
  grow?: number;
  /** The field that the server sorts this column by. */
  sort?: (typeof leadSorts)[number];
};

/** The type of a column's `meta`; the value is never read. */
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
  const { open } = useLeadActions();
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
      {lead.suppressed ? (
        <span role="img" aria-label="On the suppression list" title="On the suppression list">
          ⊘{' '}
        </span>
      ) : null}
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
    <span className={classes['text']} title={`“${lead.countryRaw}” is not a known country`}>
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

const Tags = ({ tags }: { tags: readonly string[] }) => (
  <Group gap={4} wrap="nowrap">
    {tags.map((tag) => (
      <Badge key={tag} size="sm" variant="light" color="gray" tt="none">
        {tag}
      </Badge>
    ))}
  </Group>
);

type LeadColumn = {
  id: string;
  header: string;
  sizePx: number;
  minSizePx?: number;
  grow?: number;
  sort?: LeadColumnMeta['sort'];
  canHide?: boolean;
  cell: (lead: Lead) => ReactNode;
};

const leadColumn = ({ sizePx, minSizePx = 80, grow, sort, canHide = true, cell, ...named }: LeadColumn) =>
  column.display({
    ...named,
    size: sizePx,
    minSize: minSizePx,
    enableHiding: canHide,
    meta: { ...(sort === undefined ? {} : { sort }), ...(grow === undefined ? {} : { grow }) },
    cell: ({ row }) => cell(row.original),
  });

/** The columns of the table. The first one stays visible while scrolling and can't be hidden. */
export const leadColumns = column.columns([
  leadColumn({
    id: 'name',
    header: 'Name',
    sizePx: 170,
    grow: 1,
    minSizePx: 110,
    sort: 'lastName',
    canHide: false,
    cell: (lead) => <Name lead={lead} />,
  }),
  leadColumn({
    id: 'email',
    header: 'Email',
    sizePx: 250,
    minSizePx: 90,
    grow: 3,
    sort: 'email',
    cell: (lead) => <EmailCell lead={lead} />,
  }),
  leadColumn({
    id: 'phone',
    header: 'Phone',
    sizePx: 200,
    minSizePx: 120,
    grow: 1,
    cell: (lead) => <PhoneCell lead={lead} />,
  }),
  leadColumn({
    id: 'jobTitle',
    header: 'Job title',
    sizePx: 150,
    grow: 2,
    cell: (lead) => <Words>{lead.jobTitle}</Words>,
  }),
  leadColumn({
    id: 'company',
    header: 'Company',
    sizePx: 150,
    grow: 2,
    sort: 'companyName',
    cell: (lead) => <Company lead={lead} />,
  }),
  leadColumn({ id: 'country', header: 'Country', sizePx: 150, cell: (lead) => <Country lead={lead} /> }),
  leadColumn({ id: 'tags', header: 'Tags', sizePx: 160, grow: 1, cell: (lead) => <Tags tags={lead.tags} /> }),
  leadColumn({ id: 'message', header: 'Message', sizePx: 220, grow: 3, cell: (lead) => <Words>{lead.message}</Words> }),
  leadColumn({
    id: 'updatedAt',
    header: 'Updated',
    sizePx: 140,
    sort: 'updatedAt',
    cell: (lead) => momentWords(lead.updatedAt),
  }),
]);

/** Columns that are hidden until the user shows them. */
export const hiddenAtFirst: Record<string, boolean> = { tags: false, message: false, updatedAt: false };
