import { Button, Checkbox, CloseButton, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

type Option = { value: string; label: string };

type FilterMenuProps = {
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  searchable?: boolean;
};

type OptionListProps = FilterMenuProps & { search: string; onSearch: (search: string) => void };

const OptionList = ({ label, options, chosen, onChange, searchable, search, onSearch }: OptionListProps) => {
  const searched = search.trim().toLowerCase();
  // Chosen options stay visible, whatever the search is.
  const isShown = (option: Option): boolean =>
    searched === '' || option.label.toLowerCase().includes(searched) || chosen.includes(option.value);
  const shown = options.filter(isShown);
  const choose = (value: string, isChosen: boolean): void =>
    onChange(isChosen ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <>
      {searchable === true ? (
        <TextInput
          size="xs"
          mb="xs"
          placeholder="Search"
          aria-label={`Search in ${label.toLowerCase()}`}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          data-autofocus
        />
      ) : null}
      <ScrollArea.Autosize mah={300}>
        <Stack gap={6} role="group" aria-label={label}>
          {shown.map((option) => (
            <Checkbox
              key={option.value}
              size="xs"
              label={option.label}
              checked={chosen.includes(option.value)}
              onChange={(event) => choose(option.value, event.currentTarget.checked)}
            />
          ))}
          {shown.length === 0 ? (
            <Text size="xs" c="dimmed">
              No matches
            </Text>
          ) : null}
        </Stack>
      </ScrollArea.Autosize>
    </>
  );
};

/** A filter by some of many values: a button that names the chosen ones, and a list of checkboxes. */
export const FilterMenu = (props: FilterMenuProps) => {
  const { label, options, chosen, onChange } = props;
  const [opened, setOpened] = useState(false);
  const [search, setSearch] = useState('');
  const isEmpty = chosen.length === 0;
  const first = options.find(({ value }) => value === chosen[0])?.label ?? chosen[0];
  const text = isEmpty ? label : `${label}: ${first}${chosen.length > 1 ? ` +${chosen.length - 1}` : ''}`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button.Group>
          <Button
            size="xs"
            variant={isEmpty ? 'default' : 'light'}
            onClick={() => setOpened((before) => !before)}
            aria-label={`Filter by ${label.toLowerCase()}`}
            aria-expanded={opened}
          >
            {text} ▾
          </Button>
          {isEmpty ? null : (
            <CloseButton
              size="30px"
              iconSize={14}
              variant="transparent"
              aria-label={`Clear ${label.toLowerCase()} filter`}
              onClick={() => onChange([])}
            />
          )}
        </Button.Group>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={250}>
        <OptionList {...props} search={search} onSearch={setSearch} />
      </Popover.Dropdown>
    </Popover>
  );
};
