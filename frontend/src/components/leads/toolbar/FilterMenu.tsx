import { Box, Button, Checkbox, CloseButton, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FacetField, LeadFacet, LeadFilter } from '@tinygenesy/contract';
import { useState } from 'react';
import { useLeadFacet } from '../../../api/leads/getLeadFacet.ts';
import { count } from '../../../words/numbers.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { LayerPopover } from '../../shell/LayerPopover.tsx';
import { type CountedOption, countedOptions, type Option } from './countedOptions.ts';

type FilterMenuProps = {
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  searchable?: boolean;
  /** Only one value can be chosen. */
  isSingle?: boolean;
  /** The field whose values are counted beside the choices. */
  facet: FacetField;
  /** Also lists the values that leads have, beside the options. */
  isOpenEnded?: boolean;
  /** The options keep their order, whatever their numbers of leads are. */
  isInOrder?: boolean;
  filter: LeadFilter;
  /** Opens with the first rendering: the user has just added this filter. */
  isNew?: boolean;
};

type OptionListProps = FilterMenuProps & {
  counts: LeadFacet | undefined;
  search: string;
  onSearch: (search: string) => void;
};

const OptionLabel = ({ label, leads }: CountedOption) => (
  <Group gap={8} justify="space-between" wrap="nowrap">
    <span>{label}</span>
    {leads === null ? null : (
      <Text span size="xs" c="dimmed" className="tnum">
        {count(leads)}
      </Text>
    )}
  </Group>
);

const OptionList = (props: OptionListProps) => {
  const {
    label,
    options,
    chosen,
    onChange,
    searchable,
    search,
    onSearch,
    isSingle = false,
    isOpenEnded = false,
    isInOrder = false,
  } = props;
  const searched = search.trim().toLowerCase();
  // Chosen options stay visible, whatever the search is.
  const isShown = (option: Option): boolean =>
    searched === '' || option.label.toLowerCase().includes(searched) || chosen.includes(option.value);
  const shown = countedOptions(options, props.counts, chosen, { isOpenEnded, isInOrder }).filter(isShown);
  const choose = (value: string, isChosen: boolean): void => {
    if (!isChosen) onChange(chosen.filter((one) => one !== value));
    else onChange(isSingle ? [value] : [...chosen, value]);
  };
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
      <Box mah={300} style={{ overflowY: 'auto' }}>
        <Stack gap={10} role="group" aria-label={label}>
          {shown.map((option) => (
            <Checkbox
              key={option.value}
              size="xs"
              label={<OptionLabel {...option} />}
              styles={{ body: { width: '100%' }, labelWrapper: { flex: 1 } }}
              checked={chosen.includes(option.value)}
              onChange={(event) => choose(option.value, event.currentTarget.checked)}
            />
          ))}
          {shown.length === 0 ? (
            <Text size="xs" c="dimmed">
              {searched === '' && isOpenEnded ? (props.counts === undefined ? 'Counting…' : 'None') : 'No matches'}
            </Text>
          ) : null}
          {props.counts?.isPartial === true ? (
            <Text size="xs" c="dimmed">
              Only the most frequent {count(props.counts.values.length)} values are listed.
            </Text>
          ) : null}
        </Stack>
      </Box>
    </>
  );
};

/**
 * A filter by some of many values: a button that names the chosen ones, and a list of checkboxes with counts. On narrow
 * screens the list is a dialog.
 */
export const FilterMenu = (props: FilterMenuProps) => {
  const { label, options, chosen, onChange, facet, filter, isNew = false } = props;
  const [opened, setOpened] = useState(isNew);
  const [search, setSearch] = useState('');
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const counts = useLeadFacet(facet, filter, opened);
  const isEmpty = chosen.length === 0;
  const first = options.find(({ value }) => value === chosen[0])?.label ?? chosen[0];
  const chosenWords = isEmpty ? '' : `: ${first}${chosen.length > 1 ? ` +${chosen.length - 1}` : ''}`;
  const button = (
    <Button
      size="xs"
      variant={isEmpty ? 'default' : 'light'}
      onClick={() => setOpened((before) => !before)}
      aria-label={`Filter by ${label.toLowerCase()}${chosenWords}`}
      aria-expanded={opened}
    >
      {label}
      {chosenWords} ▾
    </Button>
  );
  const clear = isEmpty ? null : (
    <CloseButton
      size="30px"
      iconSize={14}
      variant="transparent"
      aria-label={`Clear ${label.toLowerCase()} filter`}
      onClick={() => onChange([])}
    />
  );
  const list = <OptionList {...props} counts={counts.data} search={search} onSearch={setSearch} />;
  // A list below the button would leave slivers of the wrapped row behind it, too small to be tapped (WCAG 2.5.8).
  return isNarrow ? (
    <>
      <Button.Group>
        {button}
        {clear}
      </Button.Group>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={`Filter by ${label.toLowerCase()}`} size="sm">
        {list}
      </Dialog>
    </>
  ) : (
    <LayerPopover opened={opened} onChange={setOpened} position="bottom-start" width={250} list={list}>
      <Button.Group>
        <Popover.Target>{button}</Popover.Target>
        {clear}
      </Button.Group>
    </LayerPopover>
  );
};
