import { Button, Checkbox, CloseButton, Group, Menu, Popover, Stack, Text } from '@mantine/core';
import {
  emailVerdicts,
  emailVerdictWords,
  type LeadFilter,
  missableFields,
  type PhoneStatus,
  phoneStatuses,
} from '@tinygenesy/contract';
import { type ReactNode, useState } from 'react';
import { useImport } from '../../../api/imports/getImport.ts';
import { useLeadCount } from '../../../api/leads/getLeadCount.ts';
import { useProviders } from '../../../api/providers/getProviders.ts';
import { countries } from '../../../words/country.ts';
import { emailReasonOptions } from '../../../words/email.ts';
import { count } from '../../../words/numbers.ts';
import { FilterMenu } from './FilterMenu.tsx';
import classes from '../table/LeadsTable.module.css';
import { hasFilter } from '../state/listState.ts';

const phoneStatusLabels: Record<PhoneStatus, string> = {
  none: 'Not looked up',
  queued: 'Waiting',
  asking: 'Being asked',
  found: 'Found',
  no_data: 'No data found',
  incomplete: 'Not found, some failed',
  skipped: 'Could not be asked',
  error: 'Failed',
  cancelled: 'Cancelled',
  on_hold: 'On hold',
};
const phoneStatusOptions = phoneStatuses.map((value) => ({ value, label: phoneStatusLabels[value] }));

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const emailVerdictOptions = emailVerdicts.map((value) => ({ value, label: upperFirst(emailVerdictWords[value]) }));

type Missable = (typeof missableFields)[number];
const missingLabels: Record<Missable, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  jobTitle: 'Job title',
  companyName: 'Company',
  companyWebsite: 'Website',
  countryCode: 'Country',
  phoneNumber: 'Phone',
  linkedinUrl: 'LinkedIn',
  yearsInRole: 'Years in role',
  message: 'Message',
};
const missingOptions = missableFields.map((value) => ({ value, label: missingLabels[value] }));

/** Custom fields that the filter names already; there may be any number of others. */
const customMissing = (filter: LeadFilter): { value: string; label: string }[] =>
  (filter.missing ?? [])
    .filter((field) => field.startsWith('custom:'))
    .map((field) => ({ value: field, label: field.slice('custom:'.length) }));

const Total = ({ filter }: { filter: LeadFilter }) => {
  const { data, isError, isPlaceholderData } = useLeadCount(filter);
  const words =
    data === undefined
      ? isError
        ? 'Leads'
        : 'Counting leads…'
      : `${count(data.total)}${data.isAtLeast ? '+' : ''} ${data.total === 1 ? 'lead' : 'leads'}`;
  return (
    <Text
      component="h1"
      size="sm"
      fw={600}
      className="tnum"
      mr={6}
      opacity={isPlaceholderData ? 0.5 : 1}
      role="status"
      aria-label="Number of leads"
    >
      {words}
    </Text>
  );
};

const Chip = ({ children, clearLabel, onClear }: { children: ReactNode; clearLabel: string; onClear: () => void }) => (
  <Group gap={2} wrap="nowrap" bg="var(--mantine-color-indigo-light)" px={8} h={30} style={{ borderRadius: 4 }}>
    <Text size="xs">{children}</Text>
    <CloseButton size="xs" aria-label={clearLabel} onClick={onClear} />
  </Group>
);

const ImportName = ({ id }: { id: number }) => {
  const { data } = useImport(id);
  return data === undefined ? `Of import ${id}` : `From “${data.fileName}”`;
};

type More = 'missing' | 'phoneProvider' | 'emailReason';
type LeadsToolbarProps = {
  filter: LeadFilter;
  onFilter: (filter: LeadFilter) => void;
  columns: { id: string; label: string; visible: boolean; toggle: () => void }[];
  onExport: () => void;
};

const without = (filter: LeadFilter, name: keyof LeadFilter): LeadFilter => {
  const { [name]: _gone, ...rest } = filter;
  return rest;
};

/** How many leads there are, which of them are shown, and which columns. */
export const LeadsToolbar = ({ filter, onFilter, columns, onExport }: LeadsToolbarProps) => {
  const providers = useProviders();
  const [more, setMore] = useState<readonly More[]>([]);
  const set = <K extends 'country' | 'phoneStatus' | 'missing' | 'phoneProvider' | 'emailVerdict' | 'emailReason'>(
    name: K,
    values: string[],
  ): void => onFilter(values.length === 0 ? without(filter, name) : { ...filter, [name]: values });
  const shows = (name: More): boolean => filter[name] !== undefined || more.includes(name);

  return (
    <div className={classes['toolbar']} role="toolbar" aria-label="Leads shown">
      <Total filter={filter} />
      <FilterMenu
        label="Country"
        options={countries()}
        chosen={filter.country ?? []}
        onChange={(values) => set('country', values)}
        searchable
      />
      <FilterMenu
        label="Phone"
        options={phoneStatusOptions}
        chosen={filter.phoneStatus ?? []}
        onChange={(values) => set('phoneStatus', values)}
      />
      <FilterMenu
        label="E-mail"
        options={emailVerdictOptions}
        chosen={filter.emailVerdict ?? []}
        onChange={(values) => set('emailVerdict', values)}
      />
      {shows('emailReason') ? (
        <FilterMenu
          label="E-mail reason"
          options={emailReasonOptions}
          chosen={filter.emailReason ?? []}
          onChange={(values) => set('emailReason', values)}
          searchable
        />
      ) : null}
      {shows('missing') ? (
        <FilterMenu
          label="Missing"
          options={[...missingOptions, ...customMissing(filter)]}
          chosen={filter.missing ?? []}
          onChange={(values) => set('missing', values)}
        />
      ) : null}
      {shows('phoneProvider') ? (
        <FilterMenu
          label="Found by"
          options={[
            ...(providers.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            { value: 'manual', label: 'Typed in' },
            { value: 'import', label: 'Imported' },
          ]}
          chosen={filter.phoneProvider ?? []}
          onChange={(values) => set('phoneProvider', values)}
        />
      ) : null}
      {filter.jobId === undefined ? null : (
        <Chip clearLabel="Show leads of all jobs" onClear={() => onFilter(without(filter, 'jobId'))}>
          Of job {filter.jobId}
        </Chip>
      )}
      {filter.importId === undefined ? null : (
        <Chip clearLabel="Show leads of all imports" onClear={() => onFilter(without(filter, 'importId'))}>
          <ImportName id={filter.importId} />
        </Chip>
      )}
      {filter.q === undefined ? null : (
        <Chip clearLabel="Clear the search" onClear={() => onFilter(without(filter, 'q'))}>
          “{filter.q}”
        </Chip>
      )}
      {filter.tag === undefined ? null : (
        <Chip clearLabel="Clear the filter by tag" onClear={() => onFilter(without(filter, 'tag'))}>
          Tag {filter.tag.join(', ')}
        </Chip>
      )}
      {shows('missing') && shows('phoneProvider') && shows('emailReason') ? null : (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="xs" variant="subtle" color="gray">
              + Filter
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {shows('missing') ? null : (
              <Menu.Item onClick={() => setMore([...more, 'missing'])}>Something is missing</Menu.Item>
            )}
            {shows('emailReason') ? null : (
              <Menu.Item onClick={() => setMore([...more, 'emailReason'])}>Why an e-mail is as it is</Menu.Item>
            )}
            {shows('phoneProvider') ? null : (
              <Menu.Item onClick={() => setMore([...more, 'phoneProvider'])}>Who found the phone</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {hasFilter(filter) ? (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            setMore([]);
            onFilter({});
          }}
        >
          Clear all
        </Button>
      ) : null}
      <Popover position="bottom-end" shadow="md" trapFocus>
        <Popover.Target>
          <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="sm">
            Columns
          </Button>
        </Popover.Target>
        <Popover.Dropdown p="xs">
          <Stack gap={6} role="group" aria-label="Columns">
            {columns.map((column) => (
              <Checkbox
                key={column.id}
                size="xs"
                label={column.label}
                checked={column.visible}
                onChange={column.toggle}
              />
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <Button size="xs" variant="subtle" color="gray" ml={{ base: 'auto', sm: 0 }} onClick={onExport}>
        Export
      </Button>
    </div>
  );
};
