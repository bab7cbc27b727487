import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useFirstLeads } from '../../api/leads/getLeads.ts';
import { leadName } from '../leads/leadName.ts';

type LeadOption = { value: string; label: string };

type LeadSelectProps = Pick<SelectProps, 'description' | 'autoFocus' | 'clearable'> & {
  value: string | null;
  onChange: (leadId: string | null) => void;
};

/** Choice of one lead, found by name, email or company; the newest ones first. */
export const LeadSelect = ({ value, onChange, ...props }: LeadSelectProps) => {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<LeadOption | null>(null);
  const [settled] = useDebouncedValue(search.trim(), 250);
  // The label of the chosen lead is no search.
  const q = settled === chosen?.label ? '' : settled;
  const leads = useFirstLeads({ filter: q === '' ? {} : { q }, sort: '-id' });
  const found = (leads.data?.leads ?? [])
    .filter((lead) => lead !== null)
    .slice(0, 20)
    .map((lead): LeadOption => ({
      value: String(lead.id),
      label: `${leadName(lead)}${lead.companyName === null ? '' : `, ${lead.companyName}`}`,
    }));
  const isChosenAway = chosen !== null && chosen.value === value && found.every((one) => one.value !== value);
  return (
    <Select
      {...props}
      size="xs"
      label="Lead"
      placeholder="Search by name, email or company"
      searchable
      data={isChosenAway ? [chosen, ...found] : found}
      filter={({ options }) => options}
      nothingFoundMessage={leads.isFetching ? 'Searching…' : 'No such lead'}
      value={value}
      onChange={(next, option) => {
        setChosen(option === null ? null : { value: option.value, label: option.label });
        onChange(next);
      }}
      searchValue={search}
      onSearchChange={setSearch}
    />
  );
};
