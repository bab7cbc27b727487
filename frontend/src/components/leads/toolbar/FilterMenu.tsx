import { Button, Checkbox, CloseButton, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

type FilterMenuProps = {
  label: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  searchable?: boolean;
};

/** A filter by some of many values: a button that names what is chosen, and a list to tick in. */
export const FilterMenu = ({ label, options, chosen, onChange, searchable = false }: FilterMenuProps) => {
  const [opened, setOpened] = useState(false);
  const [search, setSearch] = useState('');
  const first = options.find(({ value }) => value === chosen[0])?.label ?? chosen[0];
  const text = chosen.length === 0 ? label : `${label}: ${first}${chosen.length > 1 ? ` +${chosen.length - 1}` : ''}`;
  const wanted = search.trim().toLowerCase();
  // Those already ticked stay in sight, whatever is searched for.
  const shown = options.filter(
    (option) => wanted === '' || option.label.toLowerCase().includes(wanted) || chosen.includes(option.value),
  );
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button.Group>
          <Button
            size="xs"
            variant={chosen.length === 0 ? 'default' : 'light'}
            onClick={() => setOpened((before) => !before)}
            aria-label={`Filter by ${label.toLowerCase()}`}
            aria-expanded={opened}
          >
            {text} ▾
          </Button>
          {chosen.length === 0 ? null : (
            <CloseButton
              size="30px"
              iconSize={14}
              variant="transparent"
              aria-label={`Clear the filter by ${label.toLowerCase()}`}
              onClick={() => onChange([])}
            />
          )}
        </Button.Group>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={250}>
        {searchable ? (
          <TextInput
            size="xs"
            mb="xs"
            placeholder="Search"
            aria-label={`Search in ${label.toLowerCase()}`}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
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
                onChange={(event) =>
                  onChange(
                    event.currentTarget.checked
                      ? [...chosen, option.value]
                      : chosen.filter((value) => value !== option.value),
                  )
                }
              />
            ))}
            {shown.length === 0 ? (
              <Text size="xs" c="dimmed">
                Nothing is called like this.
              </Text>
            ) : null}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
};
